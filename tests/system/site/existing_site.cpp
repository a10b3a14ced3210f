#include "system/site/existing_site.hpp"

#include <boost/test/unit_test.hpp>
#include <csignal>

#include "support/folders.hpp"
#include "support/stack.hpp"

namespace latchkey::test {
namespace {

void replace(std::string& text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, from);
  text.replace(at, from.size(), to);
}

void run_or_fail(const std::string& command) {
  const auto result = run(command);
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.errors);
}

// The first code block in this language on the page, or below one of its headings.
std::string block_of(const std::string& kind, const std::string& heading = "") {
  const std::string page = read_file(source_folder() + "/docs/existing-site.md");
  const auto begin = page.find("```" + kind + "\n", page.find(heading)) + 4 + kind.size();
  return page.substr(begin, page.find("```", begin) - begin);
}

}  // namespace

ExistingSite::ExistingSite(const Habits& habits) : port_(find_free_port()) {
  write_latchkey_files();
  if (habits.handlers == Handlers::cgi) run_as_cgi();
  http_.emplace("https://127.0.0.1:" + std::to_string(port_), Stack::shared().env("CA_FILE"));
  write_site(habits);
  const std::string path = folder_.path();
  command_ = "nginx -e " + quoted(path + "/error.log") + " -p " + quoted(path) + " -c " + quoted(path + "/nginx.conf");
  pid_ = std::stoi(run("setsid " + command_ + " >/dev/null 2>&1 & echo $!; for i in 1 2 3 4 5 6 7 8 9 10; do test -s " +
                       quoted(path + "/pid") + " && break; sleep 0.1; done")
                       .output);
}

ExistingSite::~ExistingSite() {
  ::kill(pid_, SIGTERM);
  if (fcgiwrap_ != 0) ::kill(-fcgiwrap_, SIGTERM);  // and its children
}

CommandResult ExistingSite::check() const { return run(command_ + " -t"); }

// The old workers end at once, as nobody is connected.
void ExistingSite::reload() {
  const std::string children = "pgrep -P " + std::to_string(pid_) + " | sort | head -n 1";
  const std::string before = run(children).output;
  ::kill(pid_, SIGHUP);
  BOOST_REQUIRE(holds_within(std::chrono::seconds{10}, [&] {
    const std::string now = run(children).output;
    return !now.empty() && now != before;
  }));
}

void ExistingSite::write_latchkey_files() {
  const std::string path = folder_.path();
  const std::string demo = Stack::shared().folder() / "nginx";
  run_or_fail("mkdir " + quoted(path + "/latchkey") + " && cp -r " + quoted(source_folder() + "/nginx/snippets") + " " +
              quoted(path) + " && cp " + quoted(demo + "/latchkey/upstreams.conf") + " " +
              quoted(demo + "/latchkey/words.conf") + " " + quoted(source_folder() + "/nginx/latchkey/headers.conf") +
              " " + quoted(path + "/latchkey") + " && cp /etc/nginx/fastcgi_params " + quoted(path));
  write_file(file("latchkey/log.conf"), "access_log " + path + "/latchkey.log latchkey;");
  write_file(file("latchkey/error-log.conf"), "error_log " + path + "/error.log alert;");
  std::string cache = read_file(source_folder() + "/nginx/latchkey/verify-cache.conf");
  replace(cache, "/run/latchkey-verify", path + "/verify");
  write_file(file("latchkey/verify-cache.conf"), cache);
}

void ExistingSite::write_site(const Habits& habits) {
  const std::string path = folder_.path();
  std::string site = block_of("nginx");
  const std::string tls = Stack::shared().folder() / "tls/server.";
  replace(site, "listen 443 ssl http2;", "listen 127.0.0.1:" + std::to_string(port_) + " ssl http2;");
  replace(site, "    …\n",
          "ssl_certificate " + tls + "pem; ssl_certificate_key " + tls +
              "key; error_page 404 /own-404; location = /own-404 { internal; return 200 own; }\n" + habits.server);
  replace(site, "proxy_set_header Host $host;", "proxy_set_header Host $host; " + habits.wallet);
  replace(site, "127.0.0.1:3000", "127.0.0.1:" + std::to_string(habits.wallet_port));
  write_file(file("nginx.conf"), (run("id -u").output == "0\n" ? std::string("user root; ") : std::string()) +
                                     "daemon off; pid " + path + "/pid; error_log " + path +
                                     "/error.log; events {} http { access_log " + path + "/site.log; " + habits.http +
                                     site + " }");
}

// By the page's command, with the stack's programs and configuration.
void ExistingSite::run_as_cgi() {
  const std::string path = folder_.path();
  std::filesystem::create_directory(path + "/bin");
  for (const char* name : {"customers", "login", "session", "admin"}) {
    const std::string program = path + "/bin/latchkey-" + name;
    write_file(program, "#!/bin/sh\nLATCHKEY_CONFIG=" + quoted(Stack::shared().env("CONFIG")) + " exec " +
                            quoted(Stack::shared().env("BIN_DIR") + "/latchkey-" + name) + "\n");
    std::filesystem::permissions(program, std::filesystem::perms{0755});
  }
  std::string commands = block_of("sh", "## Plain CGI");
  replace(commands, "/etc/nginx/snippets", path + "/snippets");
  replace(commands, "/run/fcgiwrap.socket", path + "/wrap.sock");
  replace(commands, "/usr/local/bin/", path + "/bin/");
  run_or_fail("set -e; " + commands);
  fcgiwrap_ = std::stoi(
      run("setsid fcgiwrap -c 2 -s unix:" + quoted(path + "/wrap.sock") + " >/dev/null 2>&1 & echo $!; sleep 0.3")
          .output);
}

}  // namespace latchkey::test
