// A real site has settings of its own, and an application that does more than show pages. Latchkey's snippets leave the
// site what it has, and keep what is theirs.
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>
#include <sstream>

#include "support/folders.hpp"
#include "support/stack.hpp"
#include "system/site/existing_site.hpp"

using namespace latchkey::test;

namespace {

Stack& stack() { return Stack::shared(); }

// tests/simulators/members_app.py, as long as this object lives.
class MembersApp {
 public:
  MembersApp() {
    const auto port_file = folder_.path() / "port";
    pid_ = std::stoi(run("setsid python3 -B " + quoted(source_folder() + "/tests/simulators/members_app.py") + " > " +
                         quoted(port_file) + " 2>/dev/null & echo $!")
                         .output);
    BOOST_REQUIRE(holds_within(std::chrono::seconds{10}, [&] { return !read_file(port_file).empty(); }));
    port_ = std::stoi(read_file(port_file));
  }
  ~MembersApp() { ::kill(pid_, SIGTERM); }
  MembersApp(const MembersApp&) = delete;
  MembersApp& operator=(const MembersApp&) = delete;
  MembersApp(MembersApp&&) = delete;
  MembersApp& operator=(MembersApp&&) = delete;
  [[nodiscard]] int port() const { return port_; }

 private:
  TemporaryFolder folder_;
  int pid_ = 0;
  int port_ = 0;
};

// What an application with uploads, events and WebSockets needs of its location.
constexpr const char* app_location =
    "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $site_connection; "
    "proxy_buffering off; client_max_body_size 150m; ";
constexpr const char* app_http = "map $http_upgrade $site_connection { default upgrade; '' ''; } ";

// The cookie of a customer who has just signed in.
std::string sign_in() {
  const std::string token = stack().post("/api/v1/customers", new_customer()).json()["login"]["token"];
  return "__Host-member=" + stack().http().get("/auth/login?token=" + token).cookie("__Host-member");
}

// curl as a browser of the site, signed in or not; what it prints.
std::string curl(const std::string& cookie, const std::string& arguments) {
  const auto result = run("curl -sS --http1.1 --max-time 60 --cacert " + quoted(stack().env("CA_FILE")) + " -H " +
                          quoted("Cookie: " + cookie) + " " + arguments);
  BOOST_TEST(result.exit_code == 0, result.errors);
  return result.output;
}

std::string url(const ExistingSite& site, const std::string& path) {
  return quoted("https://127.0.0.1:" + std::to_string(site.port()) + path);
}

// A file of so many bytes, and their SHA-256.
struct Upload {
  std::filesystem::path file;
  std::string sha256;
};
Upload make_upload(const TemporaryFolder& folder, std::size_t bytes) {
  const auto file = folder.path() / std::to_string(bytes);
  const auto made =
      run("head -c " + std::to_string(bytes) + " /dev/urandom > " + quoted(file) + " && sha256sum < " + quoted(file));
  BOOST_REQUIRE(made.exit_code == 0);
  return {file, made.output.substr(0, 64)};
}

// Every Latchkey answer that does not depend on data: by handlers, by nginx itself, refused before and after a location
// is known, and the gate's.
const std::vector<std::string> latchkey_paths{"/healthz",          "/auth/login",     "/auth/login?token=x",
                                              "/auth/logout",      "/auth/session",   "/auth/trading-accounts",
                                              "/api/v1/customers", "/api/v1/nothing", "/admin",
                                              "/admin/",           "/admin/sign-in",  "/dashboard",
                                              "/members-api/x"};

}  // namespace

BOOST_AUTO_TEST_SUITE(site_with_habits)

BOOST_AUTO_TEST_CASE(settings_of_the_site_neither_clash_nor_shrink) {
  const ExistingSite site({.http = "large_client_header_buffers 8 32k; client_max_body_size 20m; lingering_close on; "
                                   "client_body_buffer_size 1m; types { text/css css; } ",
                           .server = "large_client_header_buffers 8 64k; lingering_close off; lingering_time 3s; "
                                     "client_max_body_size 30m; client_body_buffer_size 2m; client_header_timeout 9s; "
                                     "client_header_buffer_size 2k; server_tokens off; access_log off; gzip on; "
                                     "recursive_error_pages on; absolute_redirect off; merge_slashes off; "
                                     "fastcgi_buffers 16 4k; fastcgi_read_timeout 5s; fastcgi_keep_conn on; "
                                     "fastcgi_intercept_errors on; fastcgi_next_upstream timeout; "
                                     "fastcgi_param HTTP_PROXY x; fastcgi_cache off; limit_req_status 503; "
                                     "limit_conn_status 503; fastcgi_connect_timeout 3s; default_type text/plain; "
                                     "location /large { return 200 $http_x_large; }\n"});
  const auto check = site.check();
  BOOST_TEST(check.exit_code == 0, check.errors);
  BOOST_TEST(check.errors.find("[warn]") == std::string::npos, check.errors);
  const std::string large(30'000, 'a');
  BOOST_TEST(site.http().get("/large", {{"X-Large", large}}).body == large);
  BOOST_TEST(site.http().get("/healthz").json()["status"] == "ok");
  BOOST_TEST(stack().http().get("/large", {{"X-Large", large}}).status == 400);
}

BOOST_AUTO_TEST_CASE(no_regular_expression_of_the_site_takes_a_path_of_latchkey_s) {
  const ExistingSite site({.server = "location ~* \\.(css|js|json|html)$ { return 410 theirs; }\n"
                                     "location ~ ^/(api|auth|admin|healthz) { return 410 theirs; }\n"
                                     "location ~ / { return 410 theirs; }\n"});
  BOOST_TEST(site.check().exit_code == 0, site.check().errors);
  const std::string page = site.http().get("/admin/sign-in").body;
  const auto begin = page.find("/admin/assets/");
  const auto style = page.find(".css", page.find("rel=\"stylesheet\"") == std::string::npos ? begin : 0);
  BOOST_REQUIRE(style != std::string::npos);
  const auto href = page.rfind('"', style) + 1;
  const Answer css = site.http().get(page.substr(href, style + 4 - href));
  BOOST_TEST(css.status == 200);
  BOOST_TEST(css.header("content-type") == "text/css; charset=utf-8");
  BOOST_TEST(site.http().get("/x.css").body == "theirs");
  for (const std::string& path : latchkey_paths) {
    if (path == "/dashboard" || path == "/members-api/x") continue;  // locations of the site's own
    BOOST_TEST(site.http().get(path).body.find("theirs") == std::string::npos, path);
  }
  for (const char* path : {"/auth/trading-accounts/x.css", "/api/v1/x.json", "/admin/customers/x.html"})
    BOOST_TEST(site.http().get(path).body.find("theirs") == std::string::npos, path);
}

BOOST_AUTO_TEST_CASE(strict_transport_security_is_the_same_on_every_answer) {
  for (const std::string& wanted : {std::string(), std::string("max-age=31536000")}) {
    ExistingSite site(
        {.server = "add_header Strict-Transport-Security max-age=5 always; add_header X-Theirs 1 always; "});
    write_file(site.file("latchkey/headers.conf"), "add_header Strict-Transport-Security \"" + wanted + "\" always;");
    site.reload();
    for (const std::string& path : latchkey_paths) {
      const Answer answer = site.http().get(path);
      BOOST_TEST_CONTEXT(path << " " << answer.status) {
        BOOST_TEST(answer.all("strict-transport-security") ==
                       (wanted.empty() ? std::vector<std::string>{} : std::vector<std::string>{wanted}),
                   boost::test_tools::per_element());
      }
    }
    for (const Answer& answer : {site.http().send("TRACE", "/admin/"), site.http().send("TRACE", "/api/v1/customers"),
                                 site.http().get("/auth/login", {{"X-Large", std::string(9000, 'a')}}),
                                 site.http().get("/" + std::string(40'000, 'a'))}) {
      BOOST_TEST(answer.status >= 400);
      BOOST_TEST(answer.header("strict-transport-security") == wanted, answer.status);
    }
    const Answer theirs = site.http().get("/nowhere");
    BOOST_TEST(theirs.header("strict-transport-security") == "max-age=5");
  }
}

BOOST_AUTO_TEST_CASE(http_on_the_port_for_https_is_told_to_use_https) {
  const ExistingSite site;
  const std::string base = "http://127.0.0.1:" + std::to_string(site.port());
  const auto get = [&](const std::string& path) {
    return run("curl -sS -i --max-time 10 " + quoted(base + path)).output;
  };
  const std::string page = get("/auth/login?token=lt_x");
  BOOST_TEST(page.starts_with("HTTP/1.1 400 "));
  BOOST_TEST(page.find("Use https") != std::string::npos, page);
  const std::string problem = get("/api/v1/customers");
  BOOST_TEST(problem.starts_with("HTTP/1.1 400 "));
  BOOST_TEST(problem.find("\"code\":\"https_required\"") != std::string::npos, problem);
  BOOST_TEST(problem.find("use https") != std::string::npos, problem);
  for (const std::string& answer : {page, problem})
    BOOST_TEST(answer.find("Strict-Transport-Security") == std::string::npos, answer);
  // A request over https that cannot be read has nothing to do with it.
  BOOST_TEST(site.http().get("/api/v1/customers", {{"X-Large", std::string(9000, 'a')}}).json()["code"] ==
             "bad_request");
}

BOOST_AUTO_TEST_CASE(uploads_of_any_size_pass_the_gate) {
  const MembersApp app;
  const ExistingSite site({.http = app_http, .wallet = app_location, .wallet_port = app.port()});
  BOOST_TEST(site.check().exit_code == 0, site.check().errors);
  const TemporaryFolder folder;
  const std::string cookie = sign_in();
  for (const std::size_t bytes : {std::size_t{1} << 20, (std::size_t{1} << 20) + 1, std::size_t{100} << 20}) {
    const Upload upload = make_upload(folder, bytes);
    const std::string send = "-X POST --data-binary @" + quoted(upload.file) + " -H 'X-Member-Id: forged' ";
    const auto answer = nlohmann::json::parse(curl(cookie, send + url(site, "/wallet/upload")));
    BOOST_TEST(answer["bytes"] == bytes);
    BOOST_TEST(answer["sha256"] == upload.sha256);
    BOOST_TEST(answer["member"].size() == 1U);
    BOOST_TEST(answer["member"][0] != "forged");
    const std::string told = " -o /dev/null -w '%{http_code} %{redirect_url}' ";
    BOOST_TEST(curl("", send + told + url(site, "/wallet/upload")).starts_with("303 "));
    BOOST_TEST(
        curl("__Host-member=" + std::string(43, 'x'), send + told + url(site, "/wallet/upload")).starts_with("303 "));
  }
  const Upload too_large = make_upload(folder, (std::size_t{150} << 20) + 1);
  BOOST_TEST(curl(cookie, "-X POST --data-binary @" + quoted(too_large.file) + " -o /dev/null -w '%{http_code}' " +
                              url(site, "/wallet/upload")) == "413");
}

BOOST_AUTO_TEST_CASE(what_scripts_upload_without_a_session_is_a_401_whatever_its_size) {
  const ExistingSite site({.server = "client_max_body_size 30m; "});
  const Answer answer = site.http().send("POST", "/members-api/x", {}, std::string((20U << 20) + 1, 'x'));
  BOOST_TEST(answer.status == 401);
  BOOST_TEST(answer.json()["code"] == "not_signed_in");
}

BOOST_AUTO_TEST_CASE(ranges_events_and_websockets_pass_the_gate_for_members_alone) {
  const MembersApp app;
  const ExistingSite site({.http = app_http, .wallet = app_location, .wallet_port = app.port()});
  const std::string cookie = sign_in();
  const std::string range = curl(cookie, "-i -r 256-511 " + url(site, "/wallet/file"));
  BOOST_TEST(range.starts_with("HTTP/1.1 206 "));
  BOOST_TEST(range.find("Content-Range: bytes 256-511/1048576") != std::string::npos);

  // Each event arrives when it happens: the first well before the last.
  const std::string times =
      curl(cookie, "-N " + url(site, "/wallet/events") +
                       " | while IFS= read -r line; do case $line in data:*) date +%s%3N;; esac; done");
  std::istringstream lines(times);
  std::vector<long> moments;
  for (long moment = 0; lines >> moment;) moments.push_back(moment);
  BOOST_REQUIRE(moments.size() == 3U);
  BOOST_TEST(moments.back() - moments.front() >= 400);

  const auto open_socket = [&](const std::string& with) {
    return site.http().send_raw(
        "GET /wallet/socket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: " +
        with + "\r\n\r\n" + "\x81\x05hello");
  };
  const std::string opened = open_socket(cookie);
  BOOST_TEST(opened.starts_with("HTTP/1.1 101 "), opened);
  BOOST_TEST(opened.find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") != std::string::npos, opened);
  BOOST_TEST(opened.ends_with("\x81\x05hello"), opened);
  BOOST_TEST(open_socket("a=b").starts_with("HTTP/1.1 303 "));
  for (const char* path : {"/wallet/file", "/wallet/events"})
    BOOST_TEST(curl("", "-o /dev/null -w '%{http_code}' " + url(site, path)) == "303");
}

BOOST_AUTO_TEST_SUITE_END()
