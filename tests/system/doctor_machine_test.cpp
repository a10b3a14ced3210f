// latchkey doctor: what can be wrong with the configuration and the handlers.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>

#include "system/broken_installation.hpp"

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

// A socket of mode 0660 that nobody takes connections from.
int listen_on(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  BOOST_REQUIRE(path.size() < sizeof address.sun_path);
  path.copy(address.sun_path, path.size());
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  BOOST_REQUIRE(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  BOOST_REQUIRE(::listen(fd, 64) == 0);
  fs::permissions(path, fs::perms{0660});
  return fd;
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
  int listener = -1;
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
          .act =
              [&] {
                fs::rename(socket, away);
                listener = listen_on(socket);
              },
          .mend =
              [&] {
                ::close(listener);
                fs::rename(away, socket);
              },
          .level = "warning",
          .told = "no process that serves it is to be seen",
          .errors = 0},
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
          .told = "the user nobody cannot read ",
          .errors = std::nullopt}});  // its processes die and are replaced
}

BOOST_AUTO_TEST_SUITE_END()
