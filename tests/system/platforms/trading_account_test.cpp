// A trading account together with the customer: the API, the provisioner and the demo's MT5 simulator.
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <future>

#include "support/stack.hpp"
#include "trading/simulator.hpp"

using namespace latchkey::test;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

const SimulatorControl& simulator() {
  static const SimulatorControl control(
      "http://127.0.0.1:" + std::to_string(std::stoi(read_file(stack().folder() / "mt5/control"))),
      stack().folder() / "mt5/accounts.jsonl");
  return control;
}

Answer create(const json& wish, const Headers& headers = {}) {
  json body = new_customer();
  body["tradingAccount"] = wish;
  return stack().post("/api/v1/customers", body, headers);
}

json read_account(const Answer& created) {
  const Answer read = stack().http().get(created.header("location"), {{"X-Api-Key", stack().api_key()}});
  BOOST_REQUIRE(read.status == 200);
  return read.json()["tradingAccounts"].at(0);
}

// The simulator's accounts of the customer whom this answer created.
int count_at_platform(const Answer& created) {
  int count = 0;
  for (const auto& account : simulator().accounts()) {
    if (account["Email"] == created.json()["customer"]["email"]) ++count;
  }
  return count;
}

void wait_until_created(const Answer& created) {
  BOOST_TEST(holds_within(60s, [&] { return read_account(created)["status"] == "created"; }));
}

// Closes the circuit that the case before may have left open, so that the platform is tried at once.
struct ClosedCircuit {
  ClosedCircuit() {
    simulator().clear_faults();
    simulator().set({{"latency_ms", 0}, {"may_add", true}});
    stack().connect()->execute_text(
        "UPDATE platform_circuits SET failures = 0, open_until = NULL, needs_attention = FALSE");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(trading_account, ClosedCircuit)

BOOST_AUTO_TEST_CASE(created_with_its_login) {
  const Answer answer =
      create({{"platform", "MT5 Demo"}, {"accountType", "standard"}, {"currency", "EUR"}, {"leverage", 200}});
  BOOST_REQUIRE(answer.status == 201);
  const json account = answer.json()["tradingAccount"];
  BOOST_TEST(account["status"] == "created");
  BOOST_TEST(account["login"].is_number_unsigned());
  BOOST_TEST(account["code"].is_null());
  BOOST_TEST(account["platform"] == "MT5 Demo");
  BOOST_TEST(read_account(answer) == account);
  BOOST_TEST(count_at_platform(answer) == 1);
  const json opened = simulator().accounts().back();
  BOOST_TEST(opened["Group"] == "demo\\forex-eur");
  BOOST_TEST(opened["Leverage"] == "200");
  stack().note_secret(opened["PassMain"]);
  stack().note_secret(opened["PassInvestor"]);
}

BOOST_AUTO_TEST_CASE(created_with_the_defaults) {
  const Answer answer = create(json::object());
  BOOST_REQUIRE(answer.status == 201);
  BOOST_TEST(answer.json()["tradingAccount"]["status"] == "created");
  BOOST_TEST(simulator().accounts().back()["Group"] == "demo\\forex-usd");
}

BOOST_AUTO_TEST_CASE(pending_while_the_platform_takes_its_time) {
  simulator().set({{"latency_ms", 4000}});
  const Answer answer = create(json::object());
  BOOST_REQUIRE(answer.status == 201);
  BOOST_TEST(answer.json()["tradingAccount"]["status"] == "pending");
  BOOST_TEST(answer.json()["tradingAccount"]["login"].is_null());
  simulator().set({{"latency_ms", 0}});
  wait_until_created(answer);
  BOOST_TEST(count_at_platform(answer) == 1);
}

BOOST_AUTO_TEST_CASE(failed_says_why_and_keeps_the_customer) {
  simulator().set({{"may_add", false}});
  const Answer answer = create(json::object());
  BOOST_REQUIRE(answer.status == 201);
  BOOST_TEST(answer.json()["tradingAccount"]["status"] == "failed");
  BOOST_TEST(answer.json()["tradingAccount"]["code"] == "mt5_8");
  BOOST_TEST(read_account(answer)["code"] == "mt5_8");
  BOOST_TEST(answer.json()["login"]["url"].get<std::string>().find("/auth/login?token=lt_") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(pending_at_once_while_the_circuit_is_open) {
  simulator().restart(5);
  const Answer first = create(json::object());
  BOOST_REQUIRE(first.status == 201);
  BOOST_TEST(first.json()["tradingAccount"]["status"] == "pending");
  // Now the platform looks as if it had failed for a long time, so nobody waits for it.
  const auto db = stack().connect();
  BOOST_TEST(holds_within(10s, [&] {
    return db->execute(
               "UPDATE platform_circuits SET open_until = UTC_TIMESTAMP(6) + INTERVAL 8 SECOND WHERE failures > 0") > 0;
  }));
  const auto start = std::chrono::steady_clock::now();
  const Answer second = create(json::object());
  const auto took = std::chrono::steady_clock::now() - start;
  BOOST_TEST(second.json()["tradingAccount"]["status"] == "pending");
  BOOST_TEST((took < 2s));  // provisioning.wait
  wait_until_created(first);
  wait_until_created(second);
  BOOST_TEST(count_at_platform(first) == 1);
  BOOST_TEST(count_at_platform(second) == 1);
}

BOOST_AUTO_TEST_CASE(a_repeated_request_shows_the_account_as_it_stands) {
  simulator().set({{"latency_ms", 4000}});
  json body = new_customer();
  body["tradingAccount"] = json::object();
  const Headers headers{{"Idempotency-Key", body["email"]}};
  const Answer first = stack().post("/api/v1/customers", body, headers);
  BOOST_TEST(first.json()["tradingAccount"]["status"] == "pending");
  simulator().set({{"latency_ms", 0}});
  wait_until_created(first);
  const Answer second = stack().post("/api/v1/customers", body, headers);
  BOOST_TEST(second.header("idempotent-replayed") == "true");
  BOOST_TEST(second.json()["tradingAccount"]["id"] == first.json()["tradingAccount"]["id"]);
  BOOST_TEST(second.json()["tradingAccount"]["status"] == "created");
  BOOST_TEST(count_at_platform(first) == 1);
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_lost_makes_one_account) {
  simulator().add_fault("/api/user/add", "drop_after");
  const Answer answer = create(json::object());
  BOOST_REQUIRE(answer.status == 201);
  BOOST_TEST(answer.json()["tradingAccount"]["status"] == "pending");
  wait_until_created(answer);
  BOOST_TEST(count_at_platform(answer) == 1);
}

BOOST_AUTO_TEST_CASE(a_database_that_is_away_costs_no_account) {
  simulator().set({{"latency_ms", 1500}});
  const Answer answer = create(json::object());
  BOOST_REQUIRE(answer.status == 201);
  stack().stop_database();
  simulator().set({{"latency_ms", 0}});
  stack().start_database();
  BOOST_TEST(holds_within(30s, [&] { return stack().http().get("/healthz").status == 200; }));
  wait_until_created(answer);
  BOOST_TEST(count_at_platform(answer) == 1);
}

BOOST_AUTO_TEST_CASE(a_provisioner_that_is_told_to_end_finishes_and_another_goes_on) {
  simulator().set({{"latency_ms", 1500}});
  std::vector<Answer> answers;
  for (int i = 0; i < 3; ++i) answers.push_back(create(json::object()));
  const auto ended = [] {
    return read_file(stack().folder() / "log/provisioner.log").find("provisioner_ended") != std::string::npos;
  };
  BOOST_TEST(!ended());
  BOOST_TEST(run("pkill -TERM -P " + std::to_string(stack().pid_of("provisioner"))).exit_code == 0);
  BOOST_TEST(holds_within(20s, ended));
  simulator().set({{"latency_ms", 0}});
  for (const auto& answer : answers) {
    wait_until_created(answer);
    BOOST_TEST(count_at_platform(answer) == 1);
  }
}

// A platform that takes its time holds half of the handlers at most: other calls and the health check pass them by, and
// who finds no place to wait is told at once that the account is pending.
BOOST_AUTO_TEST_CASE(a_wait_for_a_slow_platform_costs_nobody_else) {
  simulator().set({{"latency_ms", 1500}});
  std::vector<std::future<Answer>> waiting;
  for (int i = 0; i < 16; ++i)
    waiting.push_back(std::async(std::launch::async, [] { return create({{"leverage", 100}}); }));
  std::this_thread::sleep_for(300ms);
  const auto begin = std::chrono::steady_clock::now();
  BOOST_TEST(stack().http().get("/healthz").status == 200);
  BOOST_TEST(stack().post("/api/v1/leads", {{"email", new_customer()["email"]}}).status == 201);
  BOOST_TEST((std::chrono::steady_clock::now() - begin < 1s));
  int pending = 0;
  for (auto& answer : waiting) {
    const Answer created = answer.get();
    BOOST_TEST(created.status == 201);
    pending += created.json()["tradingAccount"]["status"] == "pending" ? 1 : 0;
  }
  BOOST_TEST(pending >= 8);
  simulator().set({{"latency_ms", 0}});
}

// Nothing that goes wrong after the COMMIT may tell the caller that nothing was written.
BOOST_AUTO_TEST_CASE(a_database_lost_during_the_wait_leaves_a_201) {
  simulator().set({{"latency_ms", 4000}});
  auto waiting = std::async(std::launch::async, [] { return create({{"leverage", 100}}); });
  std::this_thread::sleep_for(700ms);
  stack().stop_database();
  const Answer created = waiting.get();
  stack().start_database();
  simulator().set({{"latency_ms", 0}});
  BOOST_TEST(created.status == 201);
  BOOST_TEST(created.json()["tradingAccount"]["status"] == "pending");
  BOOST_TEST(holds_within(10s, [] { return stack().http().get("/healthz").status == 200; }));
  BOOST_TEST(!created.header("location").empty());
  wait_until_created(created);
}

// Has to be the last case, because it leaves the stack without its API.
BOOST_AUTO_TEST_CASE(a_handler_that_is_told_to_end_finishes_its_request) {
  simulator().set({{"latency_ms", 4000}});
  json body = new_customer();
  body["tradingAccount"] = json::object();
  auto answer = std::async(std::launch::async, [&] { return stack().post("/api/v1/customers", body); });
  const auto db = stack().connect();
  BOOST_TEST(holds_within(10s, [&] {
    return db->query("SELECT 1 FROM customers WHERE email = ?", {body["email"].get<std::string>()}).size() == 1;
  }));
  const int supervisor = stack().pid_of("customers");
  ::kill(supervisor, SIGTERM);
  BOOST_TEST(answer.get().status == 201);
  BOOST_TEST(holds_within(10s, [&] { return !is_alive(supervisor); }));
}

BOOST_AUTO_TEST_SUITE_END()
