// Contract section 7: what nginx itself answers, limits and writes to its logs.
#include <boost/test/unit_test.hpp>
#include <map>
#include <mutex>

#include "support/folders.hpp"
#include "support/run_together.hpp"
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

// What tests/system/site/raw_client.py prints.
std::string raw(const std::string& action, const std::string& path, const std::string& argument) {
  const std::string url = stack().env("BASE_URL");
  const auto result = run("timeout 60 python3 -B " + source_folder() + "/tests/system/site/raw_client.py " +
                          quoted(stack().env("CA_FILE")) + " " + url.substr(url.rfind(':') + 1) + " " + action + " " +
                          path + " " + quoted(argument));
  BOOST_TEST(result.exit_code == 0, result.errors);
  return result.output;
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

// With ffdhe8192 one small client keeps a core busy.
BOOST_AUTO_TEST_CASE(tls_takes_no_key_exchange_that_costs_the_server_seconds) {
  const std::string url = stack().env("BASE_URL");
  const std::string connect = "openssl s_client -connect " + url.substr(url.rfind('/') + 1) + " -groups ";
  for (const char* group : {"X25519", "P-256", "P-384"}) {
    BOOST_TEST(run(connect + group + " </dev/null").exit_code == 0, group);
  }
  for (const char* group : {"ffdhe2048", "ffdhe8192"}) {
    BOOST_TEST(run(connect + group + " -tls1_3 </dev/null").exit_code != 0, group);
  }
}

// However the name of the token is written: each guess costs a look-up.
BOOST_AUTO_TEST_CASE(a_flood_of_links_is_refused_however_they_are_written) {
  const auto opened =
      run("curl -sS --parallel --parallel-max 20 -o /dev/null -w '%{http_code} ' --cacert " +
          quoted(stack().env("CA_FILE")) + " '" + stack().env("BASE_URL") + "/auth/login?%74oken=lt_[1-1000]'");
  BOOST_TEST(opened.output.find("429 ") != std::string::npos);
}

// Slow bodies would take all of nginx's connections: of one address only so many are under way, and none where no body
// belongs.
BOOST_AUTO_TEST_CASE(slow_bodies_of_one_address_leave_room_for_others) {
  BOOST_TEST(is_problem(stack().http().send("GET", "/auth/session", {}, "xx"), "body_too_large"));
  BOOST_TEST(is_problem(stack().http().send("GET", "/healthz", {}, "xx"), "body_too_large"));
  BOOST_TEST(std::stoi(raw("slow", "/auth/login", "300")) >= 200);
  BOOST_TEST(std::stoi(raw("slow", "/admin/leads/import", "10")) == 8);  // these may be large, and nobody was asked yet
}

// What is wrong with a body is said in the shape of the path that it was sent to.
BOOST_AUTO_TEST_CASE(a_broken_body_is_refused_in_the_api_s_own_shape) {
  const std::string answer = raw("send", "/api/v1/leads",
                                 "Content-Type: application/json\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nZZ\\r\\n");
  BOOST_TEST(answer.find("400 Bad Request") != std::string::npos, answer);
  BOOST_TEST(answer.find("application/problem+json") != std::string::npos, answer);
}

// A visitor's address can hold anything: nginx writes none of it down when the handlers hang.
BOOST_AUTO_TEST_CASE(handlers_that_hang_are_told_as_away_and_no_log_keeps_the_query) {
  const std::string handlers = " -P " + std::to_string(stack().pid_of("session"));
  BOOST_TEST(run("pkill -STOP" + handlers).exit_code == 0);
  const std::string mark = "mark-of-the-query";
  const Answer page = stack().http().get("/dashboard?q=" + mark);
  const Answer script = stack().http().get("/members-api/whoami?q=" + mark);
  BOOST_TEST(run("pkill -CONT" + handlers).exit_code == 0);
  BOOST_TEST(page.status == 503);
  BOOST_TEST(is_page(page));
  BOOST_TEST(script.status == 503);
  BOOST_TEST(is_problem(script, "unavailable"));
  for (const auto& file : std::filesystem::directory_iterator(stack().folder() / "log")) {
    BOOST_TEST(read_file(file.path()).find(mark) == std::string::npos, file.path());
  }
}

// multiwatch gives a child up that dies three times quickly, unless it is told otherwise.
BOOST_AUTO_TEST_CASE(a_handler_that_is_killed_again_and_again_is_replaced) {
  const std::string children = " -P " + std::to_string(stack().pid_of("session"));
  const auto count = [&] { return run("pgrep -c" + children).output; };
  const std::string all = count();
  for (int i = 0; i < 20; ++i) {
    BOOST_TEST(run("pkill -KILL -o" + children).exit_code == 0);
    BOOST_TEST(holds_within(std::chrono::seconds(5), [&] { return count() == all; }));
  }
  BOOST_TEST(stack().http().get("/auth/session").status == 401);
}

BOOST_AUTO_TEST_CASE(a_redirect_to_https_names_the_site_and_not_the_visitor_s_host) {
  const std::string socket = stack().folder() / "run/nginx-http.sock";
  const auto answer = run("curl -sS -o /dev/null -w '%{redirect_url}' --unix-socket " + quoted(socket) +
                          " -H 'Host: evil.example' http://members/dashboard");
  BOOST_TEST(answer.output == "https://127.0.0.1/dashboard");
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
  for (const char* target : {"/auth/password/set/lp_", "/auth/email/confirm/le_", "/admin/password/token=ls_"}) {
    static_cast<void>(stack().http().get(target + std::string(43, 'Z')));
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

// Each guess would cost a look-up, and many write a line for Login activity.
BOOST_AUTO_TEST_CASE(a_flood_of_links_is_refused_with_a_page) {
  for (const char* address : {"/auth/login?token=lt_", "/auth/password/set?token=lp_", "/auth/email/confirm?token=le_",
                              "/admin/password?token=ls_"}) {
    const auto opened = run("curl -sS --parallel --parallel-max 20 -o /dev/null -w '%{http_code} ' --cacert " +
                            quoted(stack().env("CA_FILE")) + " '" + stack().env("BASE_URL") + address + "[1-1000]'");
    BOOST_TEST(opened.output.find("429 ") != std::string::npos, address);
    const Answer refused = stack().http().get(std::string(address) + "guess");
    if (refused.status == 429) BOOST_TEST(is_page(refused));
  }
  BOOST_TEST(stack().http().get("/auth/login").status == 200);
}

BOOST_AUTO_TEST_CASE(a_flood_of_forms_for_staff_is_refused) {
  for (const char* address : {"/admin/sign-in", "/admin/forgotten", "/admin/password"}) {
    const auto statuses = count_statuses(60, [&](int) { return stack().http().send("POST", address, {}, "email=a"); });
    BOOST_TEST(statuses.contains(429), address);
  }
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
