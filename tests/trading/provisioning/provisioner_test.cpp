// Exactly one account per request, whatever fails. The simulator's own record counts.
#include "trading/provisioning/provisioner.hpp"

#include <boost/test/unit_test.hpp>
#include <thread>

#include "trading/provisioning.hpp"

using namespace latchkey;
using namespace latchkey::trading;
using nlohmann::json;
using test::SharedDatabase;
using test::SimulatorKind;

namespace {

struct Mt5 : test::Provisioning {
  Mt5() : Provisioning(SimulatorKind::mt5) {}
};

struct Mt4 : test::Provisioning {
  Mt4() : Provisioning(SimulatorKind::mt4) {}
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
  BOOST_TEST(state.status == "created");
  const auto stored = simulator.accounts().at(0);
  BOOST_TEST(std::to_string(state.login.value()) == stored.at("Login").get<std::string>());
  BOOST_TEST(stored.at("Group") == "demo\\forex-usd");
  BOOST_TEST(stored.at("Leverage") == "100");
  BOOST_TEST(stored.at("Name") == "Maria Rossi");
  const auto row =
      db->query("SELECT main_password, investor_password, secret_key_id FROM account_openings WHERE account_id = ?",
                {account})
          .at(0);
  BOOST_TEST(box->open({row.text(0), row.text(2)}) == stored.at("PassMain").get<std::string>());
  BOOST_TEST(box->open({row.text(1), row.text(2)}) == stored.at("PassInvestor").get<std::string>());
  BOOST_TEST(row.text(0).find(stored.at("PassMain").get<std::string>()) == std::string::npos);
  std::string steps;
  for (const auto& event : list_events(*db, account)) steps += event.step + " ";
  BOOST_TEST(steps == "queued send created ");
}

BOOST_AUTO_TEST_CASE(one_connection_and_one_sign_in_serve_many_accounts) {
  std::vector<Uuid> accounts;
  for (int i = 0; i < 5; ++i) accounts.push_back(queue());
  const auto connection = SharedDatabase::connect();
  const auto bench = make_bench(*connection);
  Provisioner provisioner(*bench);
  while (provisioner.work_once()) {
  }
  for (const auto& account : accounts) BOOST_TEST(status(account) == "created");
  BOOST_TEST(simulator.count("connections") == 1);
  BOOST_TEST(simulator.count_command("/api/user/logins") == 1);
  provisioner.leave();
  BOOST_TEST(simulator.count_command("/api/quit") == 1);
}

BOOST_AUTO_TEST_CASE(a_hundred_accounts_at_a_distance_of_50_ms_are_open_within_15_s) {
  simulator.set({{"latency_ms", 50}});
  for (int i = 0; i < 100; ++i) static_cast<void>(queue());
  const auto connection = SharedDatabase::connect();
  const auto bench = make_bench(*connection);
  Provisioner provisioner(*bench);
  const auto start = std::chrono::steady_clock::now();
  while (provisioner.work_once()) {
  }
  const auto took = std::chrono::steady_clock::now() - start;
  BOOST_TEST_MESSAGE("took " << std::chrono::duration_cast<std::chrono::milliseconds>(took).count() << " ms");
  BOOST_TEST((took < std::chrono::seconds{15}));
  BOOST_TEST(simulator.accounts().size() == 100U);
  BOOST_TEST(
      db->query("SELECT COUNT(*) FROM trading_accounts WHERE platform_id = ? AND status = 'created'", {platform.id})
          .at(0)
          .integer(0) == 100);
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
      BOOST_TEST(state.status == "created");
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
        BOOST_TEST(provision(account).status == "created");
        BOOST_TEST(count_at_platform(account) == 1);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_provisioner_killed_at_any_step_leaves_one_account) {
  for (const char* step : {"sending", "answered", "stored"}) {
    BOOST_TEST_CONTEXT(step) {
      const auto account = queue();
      provision_and_die(step);
      BOOST_TEST(provision(account, std::chrono::seconds{15}).status == "created");
      BOOST_TEST(count_at_platform(account) == 1);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_restart_of_the_server_delays_and_nothing_else) {
  simulator.restart(2);
  const auto account = queue();
  const auto state = provision(account);
  BOOST_TEST(state.status == "created");
  BOOST_TEST(count_at_platform(account) == 1);
}

BOOST_AUTO_TEST_CASE(two_provisioners_at_once_open_each_account_once) {
  std::vector<Uuid> accounts;
  for (int i = 0; i < 10; ++i) accounts.push_back(queue());
  simulator.add_fault("/api/user/add", "drop_after", {{"skip", 4}});
  std::atomic<bool> stop{false};
  const auto work = [&] {
    const auto connection = SharedDatabase::connect();
    const auto bench = make_bench(*connection);
    Provisioner(*bench).run(stop);
  };
  std::thread one(work);
  std::thread two(work);
  for (int i = 0; i < 1000 && !db->query("SELECT 1 FROM trading_accounts WHERE platform_id = ? AND status <> 'created'",
                                         {platform.id})
                                   .empty();
       ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  stop = true;
  one.join();
  two.join();
  for (const auto& account : accounts) {
    BOOST_TEST(status(account) == "created");
    BOOST_TEST(count_at_platform(account) == 1);
  }
  BOOST_TEST(simulator.accounts().size() == 10U);
}

// The control: without the look a lost answer would make two accounts, as it does when the tag cannot be read back.
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
  BOOST_TEST(state.status == "failed");
  BOOST_TEST(state.code.value() == "mt5_8");
  BOOST_TEST(simulator.count_command("/api/user/add") == 1);
  db->execute("UPDATE platform_groups SET group_name = 'demo\\\\forex-usd' WHERE id = ?", {group.id});
  const auto next = queue();
  BOOST_TEST(provision(next).status == "created");
}

BOOST_AUTO_TEST_CASE(a_group_in_another_currency_opens_nothing) {
  db->execute("UPDATE platform_groups SET group_name = 'demo\\\\forex-eur' WHERE id = ?", {group.id});
  const auto state = provision(queue());
  BOOST_TEST(state.status == "failed");
  BOOST_TEST(state.code.value() == "currency_differs");
  BOOST_TEST(simulator.accounts().empty());
  BOOST_TEST(simulator.count("connections") == 1);
}

BOOST_AUTO_TEST_CASE(a_right_that_is_missing_twice_is_a_refusal) {
  simulator.add_fault("/api/user/add", "forget", {{"times", 5}});
  const auto account = queue();
  const auto state = provision(account);
  BOOST_TEST(state.status == "failed");
  BOOST_TEST(state.code.value() == "http_403");
  BOOST_TEST(simulator.accounts().empty());
}

BOOST_AUTO_TEST_CASE(a_platform_that_needs_an_administrator_is_left_alone) {
  const std::pair<json, const char*> table[] = {
      {{{"fake", true}}, "fake_server"}, {{{"manager", "7"}}, "mt5_1001"}, {{{"password", "x"}}, "sign_in_refused"}};
  for (const auto& [setting, reason] : table) {
    BOOST_TEST_CONTEXT(reason) {
      simulator.set({{"fake", false}, {"manager", "1000"}, {"password", "Password1"}});
      close_circuit(*db, platform.id);
      simulator.set(setting);
      const auto account = queue();
      const int before = simulator.count("connections");
      static_cast<void>(provision(account, std::chrono::seconds{1}));
      BOOST_TEST(simulator.count("connections") == before + 1);
      BOOST_TEST(status(account) == "pending");
      const auto circuit = find_circuit(*db, platform.id);
      BOOST_TEST(circuit.needs_attention);
      BOOST_TEST(circuit.reason == reason);
      const auto start = std::chrono::steady_clock::now();
      BOOST_TEST(wait_for_account(*db, account, std::chrono::seconds{2}).status == "pending");
      BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::milliseconds{500}));
      simulator.set({{"fake", false}, {"manager", "1000"}, {"password", "Password1"}});
      close_circuit(*db, platform.id);
      BOOST_TEST(provision(account).status == "created");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_platform_that_is_away_is_knocked_at_ever_more_rarely) {
  simulator.restart(60);
  const auto account = queue();
  static_cast<void>(provision(account, std::chrono::seconds{2}));
  BOOST_TEST(status(account) == "pending");
  const auto failures =
      db->query("SELECT failures FROM platform_circuits WHERE platform_id = ?", {platform.id}).at(0).integer(0);
  BOOST_TEST(failures >= 4);
  BOOST_TEST(failures <= 12);
}

BOOST_AUTO_TEST_CASE(a_database_that_is_lost_before_the_commit_costs_nothing) {
  const auto account = queue();
  const auto connection = SharedDatabase::connect();
  const auto bench = make_bench(*connection);
  bench->at_step = [&](std::string_view step) {
    if (step != "answered") return;
    const auto id = connection->query("SELECT CONNECTION_ID()").at(0).integer(0);
    db->execute_text("KILL " + std::to_string(id));
  };
  Provisioner provisioner(*bench);
  try {
    while (status(account) != "created") static_cast<void>(provisioner.work_once());
  } catch (const Unavailable&) {
    BOOST_TEST_MESSAGE("the database went away, as planned");
  }
  bench->at_step = [](std::string_view) {};
  BOOST_TEST(provision(account, std::chrono::seconds{15}).status == "created");
  BOOST_TEST(count_at_platform(account) == 1);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(mt4_provisioning, Mt4)

BOOST_AUTO_TEST_CASE(an_account_is_created) {
  const auto account = queue();
  const auto state = provision(account);
  BOOST_TEST(state.status == "created");
  BOOST_TEST(state.login.value() == 7000U);
  BOOST_TEST(count_at_platform(account) == 1);
}

BOOST_AUTO_TEST_CASE(what_is_unclear_waits_for_a_person_and_is_never_sent_again) {
  int number = 10;
  for (const char* kind : {"drop_after", "drop_before", "half_after", "garbage_after"}) {
    BOOST_TEST_CONTEXT(kind) {
      simulator.clear_faults();
      simulator.add_fault("NEWACCOUNT", kind);
      const int before = simulator.count_command("NEWACCOUNT");
      const auto account = queue("192.0.2." + std::to_string(++number));
      static_cast<void>(provision(account));
      BOOST_TEST(status(account) == "manual");
      BOOST_TEST(simulator.count_command("NEWACCOUNT") == before + 1);
      BOOST_TEST(count_at_platform(account) <= 1);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_provisioner_killed_at_any_step_sends_nothing_twice) {
  int number = 20;
  for (const char* step : {"sending", "answered", "stored"}) {
    BOOST_TEST_CONTEXT(step) {
      const auto account = queue("192.0.2." + std::to_string(++number));
      provision_and_die(step);
      static_cast<void>(provision(account, std::chrono::seconds{15}));
      BOOST_TEST(status(account) == (step == std::string("stored") ? "created" : "manual"));
      BOOST_TEST(count_at_platform(account) <= 1);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_address_that_was_served_a_minute_ago_is_served_later) {
  simulator.set({{"flood_seconds", 1}});
  const auto one = queue("192.0.2.50");
  const auto two = queue("192.0.2.50");
  BOOST_TEST(provision(one).status == "created");
  BOOST_TEST(provision(two).status == "created");
  BOOST_TEST(simulator.accounts().size() == 2U);
}

BOOST_AUTO_TEST_CASE(refusals_fail_with_their_code) {
  db->execute("UPDATE platform_groups SET group_name = '9' WHERE id = ?", {group.id});
  const auto account = queue();
  const auto state = provision(account);
  BOOST_TEST(state.status == "failed");
  BOOST_TEST(state.code.value() == "mt4_invalid_data");
}

BOOST_AUTO_TEST_SUITE_END()
