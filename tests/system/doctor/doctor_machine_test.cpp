// latchkey doctor: what can be wrong with the configuration and the handlers.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "system/doctor/broken_installation.hpp"

using namespace latchkey::test;

namespace {

namespace fs = std::filesystem;

Stack& stack() { return Stack::shared(); }

std::function<void()> set_mode(const fs::path& path, unsigned mode) {
  return [path, mode] { fs::permissions(path, static_cast<fs::perms>(mode)); };
}

std::function<void()> restart_handler(const std::string& name, const std::string& options = "") {
  return [name, options] {
    stop(name);
    const std::string socket = stack().folder() / ("run/" + name + ".sock");
    fs::remove(socket);
    start(name, "spawn-fcgi -n " + options + " -s " + quoted(socket) +
                    " -M 0660 -- /usr/bin/multiwatch -r 1000000000 -f 4 -- " +
                    quoted(stack().env("BIN_DIR") + "/latchkey-" + name));
    BOOST_REQUIRE(holds_within(std::chrono::seconds{5}, [&] { return fs::exists(socket); }));
  };
}

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  BOOST_REQUIRE(path.size() < sizeof address.sun_path);
  path.copy(address.sun_path, path.size());
  return address;
}

// A socket of mode 0660 that nobody takes connections from.
int listen_on(const std::string& path) {
  const auto address = address_of(path);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  BOOST_REQUIRE(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  BOOST_REQUIRE(::listen(fd, 4) == 0);
  fs::permissions(path, fs::perms{0660});
  return fd;
}

// Connections, until the listener's queue has no place for another.
std::vector<int> fill_queue(const std::string& path) {
  const auto address = address_of(path);
  std::vector<int> connections;
  do {
    connections.push_back(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    BOOST_REQUIRE(connections.size() < 100);
  } while (::connect(connections.back(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  BOOST_REQUIRE(errno == EAGAIN);
  return connections;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(doctor_machine)

BOOST_AUTO_TEST_CASE(the_configuration) {
  const fs::path config = stack().env("CONFIG");
  const Kept kept(config);
  const std::string address = stack().env("BASE_URL");
  const std::string port = address.substr(address.rfind(':'));
  const std::string memory = read_file(config).substr(read_file(config).find("cache_folder"));
  const std::string cache = memory.substr(0, memory.find('\n'));
  check({{.what = "an unknown key",
          .act = kept.add("\n[nonsense]\nx = 1\n"),
          .mend = kept.put_back(),
          .level = "error",
          .told = "nonsense"},
         {.what = "a mandatory key is missing",
          .act = kept.change("base_url", "#base_url"),
          .mend = kept.put_back(),
          .level = "error",
          .told = "site.base_url"},
         {.what = "a program's password file is missing",
          .act = kept.change("[database.session]\n", "[database.session]\npassword_file = \"nowhere\"\n"),
          .mend = kept.put_back(),
          .level = "error",
          .told = "latchkey-session does not start: "},
         {.what = "everybody may read it",
          .act = set_mode(config, 0644),
          .mend = set_mode(config, 0600),
          .level = "error",
          .told = "holds passwords and may be read by everybody"},
         {.what = "everybody may change it",
          .act = set_mode(config, 0602),
          .mend = set_mode(config, 0600),
          .level = "error",
          .told = "may be changed by everybody"},
         {.what = "the address is not https",
          .act = kept.change("https://", "http://"),
          .mend = kept.put_back(),
          .level = "warning",
          .told = "site.base_url is not https",
          .errors = 1},  // and nginx takes no plain request there
         {.what = "nobody listens at the address",
          .act = kept.change(address, "https://127.0.0.1:1"),
          .mend = kept.put_back(),
          .level = "error",
          .told = "https://127.0.0.1:1 does not answer"},
         {.what = "the name is unknown",
          .act = kept.change(address, "https://members.invalid" + port),
          .mend = kept.put_back(),
          .level = "error",
          .told = "does not answer: Could not resolve host"},
         {.what = "the folder of the sessions' memory is missing",
          .act = kept.change(cache, "cache_folder = \"/nonexistent/folder\""),
          .mend = kept.put_back(),
          .level = "warning",
          .told = "there is no folder /nonexistent/folder",
          .errors = 0},
         {.what = "the owner's password is wrong",
          .act = kept.change("latchkey_owner\"\npassword = \"", "latchkey_owner\"\npassword = \"x"),
          .mend = kept.put_back(),
          .level = "error",
          .told = "wrong user or password (database error 1045)"}});
}

BOOST_AUTO_TEST_CASE(the_handlers) {
  const fs::path socket = stack().folder() / "run/login.sock";
  const fs::path away = socket.string() + ".away";
  const fs::path languages = stack().folder() / "languages";
  const Kept kept(stack().env("CONFIG"));
  std::vector<int> opened;
  const auto listen_instead = [&] {
    fs::rename(socket, away);
    for (int i = 0; i < 4; ++i) {
      fs::remove(socket);  // its listener stays, as that of a server that was not stopped
      opened.push_back(listen_on(socket));
    }
  };
  const auto serve_again = [&] {
    for (const int fd : opened) ::close(fd);
    opened.clear();
    fs::rename(away, socket);
  };
  check({{.what = "a socket is missing",
          .act = [&] { fs::rename(socket, away); },
          .mend = [&] { fs::rename(away, socket); },
          .level = "error",
          .told = "no socket "},
         {.what = "a socket is open to everybody",
          .act = set_mode(socket, 0666),
          .mend = set_mode(socket, 0660),
          .level = "error",
          .told = "is open to every user"},
         {.what = "somebody listens who does not serve",
          .act = listen_instead,
          .mend = serve_again,
          .level = "warning",
          .told = "no process that serves it is to be seen",
          .errors = 0},
         {.what = "nobody takes anything out of the queue",
          .act =
              [&] {
                listen_instead();
                const auto connections = fill_queue(socket);
                opened.insert(opened.end(), connections.begin(), connections.end());
              },
          .mend = serve_again,
          .level = "warning",
          .told = "login.sock has a full queue",
          .errors = std::nullopt},  // nginx finds no place either
         {.what = "a handler is stopped",
          .act = [] { stop("login"); },
          .mend =
              [] {
                start("login", "true");  // the number of a process that has ended
                restart_handler("login")();
              },
          .level = "error",
          .told = "nobody listens on "},
         {.what = "a handler's user cannot read the configuration",
          .act = restart_handler("session", "-u nobody"),
          .mend = restart_handler("session"),
          .level = "error",
          .told = "latchkey-session, as the user nobody, cannot read ",
          .errors = std::nullopt},  // its processes die and are replaced
         {.what = "a handler's user cannot read the languages",
          .act =
              [&] {
                fs::create_directory(languages);
                set_mode(languages, 0700)();
                kept.change("base_url", "language_folder = \"" + languages.string() + "\"\nbase_url")();
                restart_handler("login", "-u nobody")();
              },
          .mend =
              [&] {
                kept.put_back()();
                restart_handler("login")();
              },
          .level = "error",
          .told = "latchkey-login, as the user nobody, cannot read " + languages.string(),
          .errors = std::nullopt}});
}

BOOST_AUTO_TEST_SUITE_END()
