// Contract section 7: what nginx itself answers, limits and writes to its logs.
#include <boost/test/unit_test.hpp>
#include <map>
#include <mutex>

#include "support/stack.hpp"

using namespace latchkey::test;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

bool is_page(const Answer& answer) {
  return answer.header("content-type") == "text/html; charset=utf-8" && answer.header("cache-control") == "no-store" &&
         answer.header("referrer-policy") == "no-referrer" && answer.header("x-content-type-options") == "nosniff" &&
         !answer.header("strict-transport-security").empty() && !answer.header("x-request-id").empty();
}

bool is_problem(const Answer& answer, const std::string& code) {
  const json body = answer.json();
  return answer.header("content-type") == "application/problem+json" && body["code"] == code &&
         body["status"] == answer.status && body["requestId"] == answer.header("x-request-id") &&
         !answer.header("strict-transport-security").empty();
}

// How many answers of each status `count` requests at once get.
std::map<int, int> count_statuses(int count, const std::function<Answer(int)>& send) {
  std::map<int, int> statuses;
  std::mutex mutex;
  run_together(count, [&](int i) {
    const Answer answer = send(i);
    const std::scoped_lock lock(mutex);
    ++statuses[answer.status];
  });
  return statuses;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(nginx)

BOOST_AUTO_TEST_CASE(what_programs_call_is_refused_in_json) {
  const std::string long_header(9000, 'a');
  BOOST_TEST(is_problem(stack().http().get("/api/"), "not_found"));
  BOOST_TEST(is_problem(stack().http().send("TRACE", "/api/v1/customers"), "method_not_allowed"));
  BOOST_TEST(stack().http().send("TRACE", "/api/v1/customers").header("allow") == "POST");
  BOOST_TEST(is_problem(stack().http().get("/api/v1/leads?" + std::string(65'536, 'q')), "uri_too_long"));
  BOOST_TEST(is_problem(stack().http().get("/healthz", {{"X-Big", long_header}}), "bad_request"));
  BOOST_TEST(is_problem(stack().http().get("/auth/session", {{"X-Big", long_header}}), "bad_request"));
  BOOST_TEST(is_problem(stack().post_text("/api/v1/leads", std::string(65'537, 'x'), {}), "body_too_large"));
}

BOOST_AUTO_TEST_CASE(what_people_open_is_refused_with_a_page) {
  const auto& http = stack().http();
  const Headers long_header{{"X-Big", std::string(9000, 'a')}};
  const std::map<std::string, std::pair<Answer, int>> rows{
      {"unknown page", {http.get("/nowhere"), 404}},
      {"internal page", {http.get("/__latchkey/page"), 404}},
      {"method", {http.send("TRACE", "/auth/login"), 405}},
      {"long query", {http.get("/auth/login?" + std::string(65'536, 'q')), 414}},
      {"long header", {http.get("/auth/login", long_header), 400}},
      {"long form", {http.send("POST", "/auth/login", {}, std::string(65'537, 'x')), 413}},
  };
  for (const auto& [name, row] : rows) {
    BOOST_TEST(row.first.status == row.second, name);
    BOOST_TEST(is_page(row.first), name);
  }
}

BOOST_AUTO_TEST_CASE(tls_is_1_2_with_forward_secrecy_or_1_3) {
  const std::string curl = "curl -sS -o /dev/null -w '%{http_code}' --cacert " + quoted(stack().env("CA_FILE")) + " ";
  const std::string url = " " + stack().env("BASE_URL") + "/healthz";
  BOOST_TEST(run(curl + "--tls-max 1.2" + url).output == "200");
  BOOST_TEST(run(curl + "--tlsv1.3" + url).output == "200");
  BOOST_TEST(run(curl + "--tls-max 1.1" + url).exit_code != 0);
  BOOST_TEST(run(curl + "--tls-max 1.2 --ciphers ECDHE-ECDSA-AES128-SHA" + url).exit_code != 0);
}

// A link that a mail program has mangled carries its token in the path.
BOOST_AUTO_TEST_CASE(no_log_holds_a_token_wherever_it_stands_in_the_address) {
  const std::string token = "lt_" + std::string(43, 'Z');
  for (const std::string& target :
       {"/auth/login?token=" + token, "/auth/login%3Ftoken=" + token, "/auth/login/" + token, "/x?" + token,
        "/dashboard?token=" + token, "/auth/login?token=" + token + std::string(9000, 'q')}) {
    static_cast<void>(
        stack().http().get(target, {{"Referer", stack().env("BASE_URL") + "/auth/login?token=" + token}}));
  }
  static_cast<void>(stack().http().send("POST", "/auth/login?token=" + token, {}, std::string(65'537, 'x')));
  BOOST_TEST(is_logged(stack().folder() / "log/nginx-access.log", "\"POST /auth/login HTTP/1.1\" 413 "));
  for (const auto& file : std::filesystem::directory_iterator(stack().folder() / "log")) {
    BOOST_TEST(read_file(file.path()).find(std::string(43, 'Z')) == std::string::npos, file.path());
  }
}

BOOST_AUTO_TEST_CASE(a_burst_of_honest_calls_passes) {
  const auto created = count_statuses(50, [](int) {
    return stack().post("/api/v1/leads", {{"email", new_customer()["email"]}});
  });
  BOOST_TEST(created == (std::map<int, int>{{201, 50}}));
}

BOOST_AUTO_TEST_CASE(a_flood_of_forms_is_refused_with_a_page) {
  const auto statuses =
      count_statuses(120, [](int) { return stack().http().send("POST", "/auth/login", {}, "email=a"); });
  BOOST_TEST(statuses.contains(429));
  const Answer refused = stack().http().send("POST", "/auth/login", {}, "email=a");
  if (refused.status == 429) {
    BOOST_TEST(is_page(refused));
    BOOST_TEST(!refused.header("retry-after").empty());
  }
  BOOST_TEST(stack().http().get("/auth/login").status == 200);
}

// Each guess would write a line for Login activity.
BOOST_AUTO_TEST_CASE(a_flood_of_links_is_refused_with_a_page) {
  const auto opened =
      run("curl -sS --parallel --parallel-max 20 -o /dev/null -w '%{http_code} ' --cacert " +
          quoted(stack().env("CA_FILE")) + " '" + stack().env("BASE_URL") + "/auth/login?token=lt_[1-1000]'");
  BOOST_TEST(opened.output.find("429 ") != std::string::npos);
  const Answer refused = stack().http().get("/auth/login?token=lt_guess");
  if (refused.status == 429) BOOST_TEST(is_page(refused));
  BOOST_TEST(stack().http().get("/auth/login").status == 200);
}

// With a key of the right form and with guesses that are none: the address has its own allowance.
BOOST_AUTO_TEST_CASE(a_flood_of_calls_is_refused_whatever_the_key) {
  for (const std::string& key : {"lk_" + std::string(43, 'a'), std::string("guess")}) {
    const auto calls = run("curl -sS --parallel --parallel-max 20 -o /dev/null -w '%{http_code} ' --cacert " +
                           quoted(stack().env("CA_FILE")) + " -H 'X-Api-Key: " + key + "' '" + stack().env("BASE_URL") +
                           "/api/v1/customers/[1-1500]'");
    BOOST_TEST(calls.output.find("429 ") != std::string::npos, key);
    const Answer answer = stack().http().get("/api/v1/customers/x", {{"X-Api-Key", key}});
    if (answer.status != 429) continue;
    BOOST_TEST(is_problem(answer, "rate_limited"));
    BOOST_TEST(answer.header("retry-after") == "1");
  }
}

BOOST_AUTO_TEST_SUITE_END()
