// docs/existing-site.md: the test reads the nginx example from the page itself, runs the real nginx with it, and uses
// the site.
#include <boost/test/unit_test.hpp>
#include <csignal>

#include "base/uuid.hpp"
#include "support/folders.hpp"
#include "support/stack.hpp"

using namespace latchkey::test;

namespace {

Stack& stack() { return Stack::shared(); }

void replace(std::string& text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, from);
  text.replace(at, from.size(), to);
}

// The first code block in this language on the page, or below one of its headings.
std::string block_of(const std::string& kind, const std::string& heading = "") {
  const std::string page = read_file(source_folder() + "/docs/existing-site.md");
  const auto begin = page.find("```" + kind + "\n", page.find(heading)) + 4 + kind.size();
  return page.substr(begin, page.find("```", begin) - begin);
}

// A site as the page describes it, with the stack's handlers. Only paths, port and certificate are changed to those of
// this machine, and the site keeps nginx's usual log, which holds whole request lines.
class ExistingSite {
 public:
  enum class Handlers { fastcgi, cgi };

  explicit ExistingSite(Handlers handlers = Handlers::fastcgi) {
    const std::string path = folder_.path();
    const std::string demo = stack().folder() / "nginx";
    run_or_fail("mkdir " + quoted(path + "/latchkey") + " && cp -r " + quoted(source_folder() + "/nginx/snippets") +
                " " + quoted(path) + " && cp " + quoted(demo + "/latchkey/upstreams.conf") + " " +
                quoted(source_folder() + "/nginx/latchkey/headers.conf") + " " + quoted(path + "/latchkey") +
                " && cp /etc/nginx/fastcgi_params " + quoted(path));
    write_file(folder_.path() / "latchkey/log.conf", "access_log " + path + "/latchkey.log latchkey;");
    write_file(folder_.path() / "latchkey/error-log.conf", "error_log " + path + "/error.log alert;");
    std::string cache = read_file(source_folder() + "/nginx/latchkey/verify-cache.conf");
    replace(cache, "/run/latchkey-verify", path + "/verify");
    write_file(folder_.path() / "latchkey/verify-cache.conf", cache);
    if (handlers == Handlers::cgi) run_as_cgi(path);
    const int port = find_free_port();
    http_.emplace("https://127.0.0.1:" + std::to_string(port), stack().env("CA_FILE"));
    std::string site = block_of("nginx");
    const std::string tls = stack().folder() / "tls/server.";
    replace(site, "listen 443 ssl http2;", "listen 127.0.0.1:" + std::to_string(port) + " ssl http2;");
    replace(site, "    …\n",
            "ssl_certificate " + tls + "pem; ssl_certificate_key " + tls +
                "key; error_page 404 /own-404; location = /own-404 { internal; return 200 own; }\n");
    write_file(folder_.path() / "nginx.conf",
               (run("id -u").output == "0\n" ? std::string("user root; ") : std::string()) + "daemon off; pid " + path +
                   "/pid; error_log " + path + "/error.log; events {} http { access_log " + path + "/site.log; " +
                   site + " }");
    command_ =
        "nginx -e " + quoted(path + "/error.log") + " -p " + quoted(path) + " -c " + quoted(path + "/nginx.conf");
    pid_ =
        std::stoi(run("setsid " + command_ + " >/dev/null 2>&1 & echo $!; for i in 1 2 3 4 5 6 7 8 9 10; do test -s " +
                      quoted(path + "/pid") + " && break; sleep 0.1; done")
                      .output);
  }
  ~ExistingSite() {
    ::kill(pid_, SIGTERM);
    if (fcgiwrap_ != 0) ::kill(fcgiwrap_, SIGTERM);
  }
  ExistingSite(const ExistingSite&) = delete;
  ExistingSite& operator=(const ExistingSite&) = delete;
  ExistingSite(ExistingSite&&) = delete;
  ExistingSite& operator=(ExistingSite&&) = delete;

  [[nodiscard]] const HttpClient& http() const { return *http_; }
  [[nodiscard]] CommandResult check() const { return run(command_ + " -t"); }
  [[nodiscard]] std::filesystem::path log(const std::string& name) const { return folder_.path() / name; }

 private:
  static void run_or_fail(const std::string& command) {
    const auto result = run(command);
    BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.errors);
  }

  // The page's command, with the stack's programs and configuration.
  void run_as_cgi(const std::string& path) {
    std::filesystem::create_directory(path + "/bin");
    for (const char* name : {"customers", "login", "session", "admin"}) {
      const std::string program = path + "/bin/latchkey-" + name;
      write_file(program, "#!/bin/sh\nLATCHKEY_CONFIG=" + quoted(stack().env("CONFIG")) + " exec " +
                              quoted(stack().env("BIN_DIR") + "/latchkey-" + name) + "\n");
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

  TemporaryFolder folder_;
  std::optional<HttpClient> http_;
  std::string command_;
  int pid_ = 0;
  int fcgiwrap_ = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(existing_site)

BOOST_AUTO_TEST_CASE(the_documented_site_works_and_keeps_tokens_out_of_its_logs) {
  const ExistingSite site;
  BOOST_TEST(site.check().exit_code == 0, site.check().errors);
  const auto& http = site.http();
  BOOST_TEST(http.get("/healthz").status == 200);
  BOOST_TEST(http.get("/dashboard?x=1").header("location") == "/auth/login?returnUrl=%2Fdashboard%3Fx%3D1");
  BOOST_TEST(http.get("/members-api/x").json()["code"] == "not_signed_in");
  const std::string token = stack().post("/api/v1/customers", new_customer()).json()["login"]["token"];
  for (const std::string& tail : {std::string(), std::string(9000, 'q')})
    static_cast<void>(http.get("/auth/login?token=" + token + tail));
  static_cast<void>(http.send("POST", "/auth/login?token=" + token, {}, std::string(70'000, 'x')));
  const auto signed_in = http.get("/auth/login?token=" + token);
  BOOST_TEST((signed_in.status == 303 || signed_in.status == 410), signed_in.status);
  BOOST_TEST(is_logged(site.log("latchkey.log"), "\"GET /auth/login HTTP/1.1\" " + std::to_string(signed_in.status)));
  for (const char* name : {"latchkey.log", "site.log", "error.log"})
    BOOST_TEST(read_file(site.log(name)).find(token) == std::string::npos, name);
}

BOOST_AUTO_TEST_CASE(the_documented_lines_for_plain_cgi_reach_every_program) {
  const ExistingSite site(ExistingSite::Handlers::cgi);
  BOOST_TEST(site.check().exit_code == 0, site.check().errors);
  const auto& http = site.http();
  BOOST_TEST(http.get("/healthz").json()["status"] == "ok");
  BOOST_TEST(http.get("/auth/session").status == 401);
  BOOST_TEST(http.get("/dashboard").header("location") == "/auth/login?returnUrl=%2Fdashboard");
  BOOST_TEST(http.get("/auth/login").body.find("type=\"password\"") != std::string::npos);
  BOOST_TEST(http.get("/admin/sign-in").body.find("type=\"password\"") != std::string::npos);
  // A location within a location has the parameters of the outer one: a POST without a session is a 401.
  const Answer test = http.send("POST", "/admin/platforms/" + latchkey::Uuid::make().text() + "/test");
  BOOST_TEST(test.status == 401);
  BOOST_TEST(test.body.find("Sign in") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_rest_of_the_site_stays_as_it_is) {
  const ExistingSite site;
  const Answer missing = site.http().get("/nowhere?a=b");
  BOOST_TEST(missing.status == 404);
  BOOST_TEST(missing.body == "own");
  BOOST_TEST(missing.header("strict-transport-security").empty());
  BOOST_TEST(is_logged(site.log("site.log"), "GET /nowhere?a=b HTTP/1.1"));
}

BOOST_AUTO_TEST_SUITE_END()
