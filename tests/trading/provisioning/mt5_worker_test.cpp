// Exactly one MT5 account per request, whatever fails. The simulator's own record counts.
#include <boost/test/unit_test.hpp>

#include "trading/provisioning.hpp"

using namespace latchkey;
using namespace latchkey::trading;
using nlohmann::json;

namespace {

struct Mt5 : test::Provisioning {
  Mt5() : Provisioning(test::SimulatorKind::mt5) {}
};

struct Fault {
  const char* command;
  const char* kind;
  json more;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(mt5_provisioning, Mt5)

BOOST_AUTO_TEST_CASE(an_account_is_created_with_its_passwords_and_history) {
  const auto account = queue();
  const auto state = provision(account);
  BOOST_TEST(state.status == ShownStatus::created);
  const auto stored = simulator.accounts().at(0);
  BOOST_TEST(std::to_string(state.login.value()) == stored.at("Login").get<std::string>());
  BOOST_TEST(stored.at("Group") == "demo\\forex-usd");
  BOOST_TEST(stored.at("Leverage") == "100");
  BOOST_TEST(stored.at("Name") == "Maria Rossi");
  const auto row =
      db->query("SELECT main_password, investor_password, secret_key_id FROM account_openings WHERE account_id = ?",
                {account})
          .at(0);
  const auto open = [&](std::string_view column) { return box->open({row.text(column), row.text("secret_key_id")}); };
  BOOST_TEST(open("main_password") == stored.at("PassMain").get<std::string>());
  BOOST_TEST(open("investor_password") == stored.at("PassInvestor").get<std::string>());
  BOOST_TEST(row.text("main_password").find(stored.at("PassMain").get<std::string>()) == std::string::npos);
  std::string steps;
  for (const auto& event : list_events(*db, account)) steps += event.step + " ";
  BOOST_TEST(steps == "queued send created ");
}

BOOST_AUTO_TEST_CASE(whatever_fails_there_is_one_account) {
  const Fault table[] = {{"/api/user/add", "drop_after", json::object()},
                         {"/api/user/add", "reset_after", json::object()},
                         {"/api/user/add", "drop_before", json::object()},
                         {"/api/user/add", "hang_after", {{"seconds", 1.5}}},
                         {"/api/user/add", "hang_before", {{"seconds", 1.5}}},
                         {"/api/user/add", "code", {{"code", 1018}}},
                         {"/api/user/add", "code", {{"code", 15}, {"times", 3}}},
                         {"/api/user/add", "code", {{"code", 12}}},
                         {"/api/user/add", "code_after", {{"code", 9}}},
                         {"/api/user/add", "code_after", {{"code", 7}}},
                         {"/api/user/add", "code", {{"code", 9}}},
                         {"/api/user/add", "garbage_after", json::object()},
                         {"/api/user/add", "garbage_before", json::object()},
                         {"/api/user/add", "http_after", {{"status", 502}}},
                         {"/api/user/add", "slow", {{"seconds", 0.5}}},
                         {"/api/user/add", "slow", {{"seconds", 3.0}}},
                         {"/api/user/add", "forget", json::object()},
                         {"/api/auth/start", "drop_before", json::object()},
                         {"/api/auth/answer", "drop_after", json::object()},
                         {"/api/auth/answer", "garbage_after", json::object()},
                         {"/api/user/logins", "drop_before", json::object()},
                         {"/api/user/logins", "garbage_after", json::object()}};
  for (const auto& fault : table) {
    BOOST_TEST_CONTEXT(fault.command << " " << fault.kind << " " << fault.more) {
      simulator.clear_faults();
      simulator.add_fault(fault.command, fault.kind, fault.more);
      const auto account = queue();
      const auto state = provision(account);
      BOOST_TEST(state.status == ShownStatus::created);
      BOOST_TEST(count_at_platform(account) == 1);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_fault_while_looking_for_the_account_proves_nothing) {
  for (const char* command : {"/api/user/logins", "/api/user/get_batch", "/api/user/check_password"}) {
    for (const char* kind : {"drop_before", "garbage_after", "code", "http"}) {
      BOOST_TEST_CONTEXT(command << " " << kind) {
        simulator.clear_faults();
        const auto first = queue();  // so that the session has its watermark
        static_cast<void>(provision(first));
        simulator.add_fault("/api/user/add", "drop_after");
        simulator.add_fault(
            command, kind,
            {{"code", 12}, {"status", 500}, {"skip", command == std::string("/api/user/logins") ? 1 : 0}});
        const auto account = queue();
        BOOST_TEST(provision(account).status == ShownStatus::created);
        BOOST_TEST(count_at_platform(account) == 1);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_restart_of_the_server_delays_and_nothing_else) {
  simulator.restart(2);
  const auto account = queue();
  const auto state = provision(account);
  BOOST_TEST(state.status == ShownStatus::created);
  BOOST_TEST(count_at_platform(account) == 1);
}

// The control: when the tag cannot be read back, there is no safe way to ask again after a lost answer.
BOOST_AUTO_TEST_CASE(an_account_that_cannot_be_looked_for_waits_for_a_person) {
  simulator.set({{"personal_data", false}});
  simulator.add_fault("/api/user/add", "drop_after");
  const auto account = queue();
  static_cast<void>(provision(account));
  BOOST_TEST(status(account) == "manual");
  BOOST_TEST(code(account) == "tag_unreadable");
  BOOST_TEST(count_at_platform(account) == 1);
}

BOOST_AUTO_TEST_CASE(what_the_server_refuses_for_good_has_failed_with_its_code) {
  db->execute("UPDATE platform_groups SET group_name = 'demo\\\\none' WHERE id = ?", {group.id});
  const auto wrong_group = queue();
  const auto state = provision(wrong_group);
  BOOST_TEST(state.status == ShownStatus::failed);
  BOOST_TEST(state.code.value() == "mt5_8");
  BOOST_TEST(simulator.count_command("/api/user/add") == 1);
  db->execute("UPDATE platform_groups SET group_name = 'demo\\\\forex-usd' WHERE id = ?", {group.id});
  const auto next = queue();
  BOOST_TEST(provision(next).status == ShownStatus::created);
}

BOOST_AUTO_TEST_CASE(a_group_in_another_currency_opens_nothing) {
  db->execute("UPDATE platform_groups SET group_name = 'demo\\\\forex-eur' WHERE id = ?", {group.id});
  const auto state = provision(queue());
  BOOST_TEST(state.status == ShownStatus::failed);
  BOOST_TEST(state.code.value() == "currency_differs");
  BOOST_TEST(simulator.accounts().empty());
  BOOST_TEST(simulator.count("connections") == 1);
}

BOOST_AUTO_TEST_CASE(a_right_that_is_missing_twice_is_a_refusal) {
  simulator.add_fault("/api/user/add", "forget", {{"times", 5}});
  const auto account = queue();
  const auto state = provision(account);
  BOOST_TEST(state.status == ShownStatus::failed);
  BOOST_TEST(state.code.value() == "http_403");
  BOOST_TEST(simulator.accounts().empty());
}

BOOST_AUTO_TEST_SUITE_END()
