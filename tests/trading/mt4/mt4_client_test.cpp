#include "trading/mt4/mt4_client.hpp"

#include <boost/test/unit_test.hpp>

#include "trading/simulator.hpp"

using namespace latchkey;
using namespace latchkey::trading;
using nlohmann::json;
using test::Simulator;
using test::SimulatorKind;

namespace {

Mt4NewAccount account(const std::string& address = "192.0.2.7") {
  return {"",  "customer", address,    1,         "Müller", "m@example.com", "+35799123456",
          100, "Abcdef1!", "Ghijkl2!", "lkabc234"};
}

Failure failure_of(const Result<std::uint64_t>& result) {
  const auto* failure = std::get_if<Failure>(&result);
  return failure == nullptr ? Failure{Outcome::absent, "it worked", ""} : *failure;
}

struct Server {
  Server() : simulator(SimulatorKind::mt4), client(simulator.mt4()) {}
  Simulator simulator;
  Mt4Client client;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(mt4_client, Server)

BOOST_AUTO_TEST_CASE(an_account_is_opened_and_proved) {
  const auto login = std::get<std::uint64_t>(client.add_account(account()));
  BOOST_TEST(login == 7000U);
  BOOST_TEST(std::holds_alternative<Done>(client.check_password(login, "Abcdef1!")));
  BOOST_TEST(std::get<Failure>(client.check_password(login, "Wrong123")).code == "mt4_wrong_password");
  const auto stored = simulator.accounts().at(0);
  BOOST_TEST(stored.at("NAME") == "Müller");
  BOOST_TEST(stored.at("COMMENT") == "lkabc234");
  BOOST_TEST(stored.at("ID") == "lkabc234");
  BOOST_TEST(stored.at("LEVERAGE") == 100);
  BOOST_TEST(stored.at("GROUP") == "demoforex");
  BOOST_TEST(stored.at("INVESTOR") == "Ghijkl2!");
  BOOST_TEST(stored.at("PHONE_PASSWORD") == "");
}

BOOST_AUTO_TEST_CASE(the_index_counts_groups_that_are_not_empty) {
  auto wanted = account();
  wanted.group_index = 2;
  BOOST_TEST(std::holds_alternative<std::uint64_t>(client.add_account(wanted)));
  BOOST_TEST(simulator.accounts().at(0).at("GROUP") == "real-usd");
  wanted.group_index = 3;
  BOOST_TEST(failure_of(client.add_account(wanted)).code == "mt4_invalid_data");
}

BOOST_AUTO_TEST_CASE(an_address_is_let_through_once_a_minute) {
  BOOST_TEST(std::holds_alternative<std::uint64_t>(client.add_account(account())));
  const auto failure = failure_of(client.add_account(account()));
  BOOST_TEST(failure.code == "mt4_address_blocked");
  BOOST_TEST((failure.outcome == Outcome::refused_for_now));
  BOOST_TEST(std::holds_alternative<std::uint64_t>(client.add_account(account("192.0.2.8"))));
}

BOOST_AUTO_TEST_CASE(faults_come_out_as_what_they_may_have_done) {
  struct Row {
    const char* kind;
    json more;
    Outcome outcome;
    const char* code;
    bool has_account;
  };
  const Row table[] = {{"drop_before", json::object(), Outcome::unclear, "mt4_no_answer", false},
                       {"drop_after", json::object(), Outcome::unclear, "mt4_no_answer", true},
                       {"half_after", json::object(), Outcome::unclear, "connection_lost", true},
                       {"hang_after", {{"seconds", 4}}, Outcome::unclear, "timeout", true},
                       {"garbage_after", json::object(), Outcome::unclear, "mt4_unknown_answer", true},
                       {"refuse", json::object(), Outcome::refused_for_good, "mt4_create_failed", false}};
  int number = 10;
  for (const auto& row : table) {
    BOOST_TEST_CONTEXT(row.kind) {
      const auto before = simulator.accounts().size();
      simulator.add_fault("NEWACCOUNT", row.kind, row.more);
      const auto failure = failure_of(client.add_account(account("192.0.2." + std::to_string(++number))));
      BOOST_TEST((failure.outcome == row.outcome));
      BOOST_TEST(failure.code == row.code);
      BOOST_TEST(simulator.accounts().size() == before + (row.has_account ? 1 : 0));
    }
  }
}

BOOST_AUTO_TEST_CASE(slow_bytes_are_read_to_the_end) {
  simulator.add_fault("NEWACCOUNT", "slow", {{"seconds", 0.5}});
  BOOST_TEST(std::holds_alternative<std::uint64_t>(client.add_account(account())));
}

BOOST_AUTO_TEST_CASE(a_server_that_does_not_know_us_is_silent) {
  simulator.set({{"caller_is_foreign", true}});
  BOOST_TEST(failure_of(client.add_account(account())).code == "mt4_no_answer");
}

BOOST_AUTO_TEST_CASE(nobody_at_the_port_means_that_nothing_was_sent) {
  auto settings = simulator.mt4();
  settings.port = 1;
  Mt4Client alone(settings);
  const auto failure = failure_of(alone.add_account(account()));
  BOOST_TEST((failure.outcome == Outcome::not_sent));
  BOOST_TEST(failure.code == "connect");
}

BOOST_AUTO_TEST_SUITE_END()
