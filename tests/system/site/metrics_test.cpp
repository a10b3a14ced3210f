// Contract section 16: what /metrics tells, to whom, and that Prometheus itself understands it.
#include <boost/test/unit_test.hpp>
#include <map>
#include <sstream>

#include "base/uuid.hpp"
#include "support/folders.hpp"
#include "support/stack.hpp"

using namespace latchkey::test;

namespace {

Stack& stack() { return Stack::shared(); }

std::string scrape() {
  const Answer answer = stack().http().get("/metrics");
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.header("content-type") == "text/plain; version=0.0.4; charset=utf-8");
  return answer.body;
}

// The value of a series; 0 when it is not there.
double value_of(const std::string& metrics, const std::string& series) {
  std::istringstream lines(metrics);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(series + " ")) return std::stod(line.substr(series.size() + 1));
  }
  return 0;
}

std::string requests(const std::string& program, const std::string& route, int code) {
  return "latchkey_requests_total{program=\"" + program + "\",route=\"" + route + "\",code=\"" + std::to_string(code) +
         "\"}";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(metrics_page)

BOOST_AUTO_TEST_CASE(every_answer_is_counted_once_under_its_route) {
  const std::string before = scrape();
  std::map<std::string, double> wanted;
  const auto send = [&](const std::string& program, const std::string& route, const Answer& answer) {
    wanted[requests(program, route, answer.status)] += 1;
  };
  const auto& http = stack().http();
  const Answer made = stack().post("/api/v1/customers", new_customer());
  const std::string id = made.json()["customer"]["id"];
  const Headers key{{"X-Api-Key", stack().env("API_KEY")}};
  send("latchkey-customers", "/api/v1/customers", made);
  send("latchkey-customers", "/api/v1/customers", stack().post("/api/v1/customers", {{"email", "x"}}));
  send("latchkey-customers", "/api/v1/customers", http.get("/api/v1/customers"));
  send("latchkey-customers", "/api/v1/customers/{id}", http.get("/api/v1/customers/" + id, key));
  send("latchkey-customers", "/api/v1/customers/{id}", http.get("/api/v1/customers/x", key));
  send("latchkey-customers", "other", http.get("/api/v1/nothing/at/all", key));
  send("latchkey-customers", "/healthz", http.get("/healthz"));
  send("latchkey-session", "/auth/session", http.get("/auth/session"));
  send("latchkey-session", "/auth/verify", Answer{401, {}, {}});
  static_cast<void>(http.get("/dashboard"));  // the check is the request that counts
  send("latchkey-admin", "/admin/sign-in", http.get("/admin/sign-in"));
  send("latchkey-admin", "/admin/customers/{id}", http.get("/admin/customers/" + id));
  send("latchkey-admin", "other", http.get("/admin/no/such/page"));
  const std::string token = made.json()["login"]["token"];
  send("latchkey-login", "/auth/login", http.get("/auth/login?token=" + token));
  send("latchkey-login", "/auth/login", http.get("/auth/login?token=" + token));
  send("latchkey-login", "other", http.get("/auth/trading-accounts/x/passwords"));
  const std::string after = scrape();
  for (const auto& [series, count] : wanted) {
    BOOST_TEST_CONTEXT(series) { BOOST_TEST(value_of(after, series) - value_of(before, series) == count); }
  }
  const auto grown = [&](const std::string& series) { return value_of(after, series) - value_of(before, series); };
  BOOST_TEST(grown("latchkey_redemptions_total{outcome=\"signed_in\"}") == 1);
  BOOST_TEST(grown("latchkey_redemptions_total{outcome=\"spent\"}") == 1);
  BOOST_TEST(grown("latchkey_request_duration_seconds_count{program=\"latchkey-login\"}") == 3);
  BOOST_TEST(grown("latchkey_request_duration_seconds_bucket{program=\"latchkey-login\",le=\"+Inf\"}") == 3);
  BOOST_TEST(value_of(after, "latchkey_database_up") == 1);
  BOOST_TEST(after.find("latchkey_build_info{version=\"") != std::string::npos);
  BOOST_TEST(after.find(token) == std::string::npos);
  BOOST_TEST(after.find(id) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_wrong_password_and_a_damaged_token_are_counted) {
  const std::string before = scrape();
  static_cast<void>(stack().http().get("/auth/login?token=lt_short"));
  static_cast<void>(stack().http().send(
      "POST", "/auth/login", {{"Content-Type", "application/x-www-form-urlencoded"}, {"Sec-Fetch-Site", "same-origin"}},
      "email=nobody-" + latchkey::Uuid::make().text() + "%40example.com&password=sunny+day+8"));
  const std::string after = scrape();
  for (const char* series :
       {"latchkey_redemptions_total{outcome=\"malformed\"}", "latchkey_sign_ins_total{outcome=\"wrong_password\"}"}) {
    BOOST_TEST(value_of(after, series) - value_of(before, series) == 1, series);
  }
}

BOOST_AUTO_TEST_CASE(a_handler_that_is_killed_loses_no_count) {
  for (int i = 0; i < 20; ++i) static_cast<void>(stack().http().get("/auth/login"));
  const double before = value_of(scrape(), requests("latchkey-login", "/auth/login", 200));
  BOOST_TEST(before >= 20);
  const std::string program = stack().env("BIN_DIR") + "/latchkey-login";
  const std::string killed = run("for p in $(pgrep -f '^" + program + "$'); do grep -qz " +
                                 quoted(stack().env("CONFIG")) + " /proc/$p/environ && kill -9 $p && echo $p; done")
                                 .output;
  BOOST_TEST(!killed.empty());
  BOOST_TEST(holds_within(std::chrono::seconds{10}, [] { return stack().http().get("/auth/login").status == 200; }));
  BOOST_TEST(value_of(scrape(), requests("latchkey-login", "/auth/login", 200)) > before);
}

BOOST_AUTO_TEST_CASE(accounts_and_keys_are_told) {
  auto with_account = new_customer();
  with_account["tradingAccount"] = nlohmann::json::object();
  BOOST_TEST(stack().post("/api/v1/customers", with_account).status == 201);
  BOOST_TEST(holds_within(std::chrono::seconds{30}, [] {
    return value_of(scrape(), "latchkey_accounts{platform=\"MT5 Demo\",status=\"created\"}") >= 1;
  }));
  const std::string name = "Ends " + latchkey::Uuid::make().text();
  const auto made = stack().latchkey("api-key create --name " + quoted(name) +
                                     " --expires 2099-01-02T03:04:05Z --right customers:create");
  BOOST_REQUIRE(made.exit_code == 0);
  const std::string series = "latchkey_api_key_expiry_timestamp_seconds{prefix=\"" + made.output.substr(0, 8) + "\"}";
  BOOST_TEST(holds_within(std::chrono::seconds{30}, [&] { return value_of(scrape(), series) == 4071006245.0; }),
             series);
}

BOOST_AUTO_TEST_CASE(nobody_else_may_ask) {
  const std::string url = quoted(stack().env("BASE_URL") + "/metrics");
  const std::string curl = "curl -sS -o /dev/null -w '%{http_code}' --cacert " + quoted(stack().env("CA_FILE")) + " ";
  BOOST_TEST(run(curl + url).output == "200");
  BOOST_TEST(run(curl + "--interface 127.0.0.2 " + url).output == "404");
  BOOST_TEST(run(curl + "-X POST " + url).output == "405");
}

BOOST_AUTO_TEST_SUITE_END()
