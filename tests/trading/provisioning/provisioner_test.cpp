// Provisioners that come and go. Exactly one account is opened per request; the simulator's own record counts.
#include "trading/provisioning/provisioner.hpp"

#include <boost/test/unit_test.hpp>
#include <thread>

#include "trading/provisioning.hpp"

using namespace latchkey;
using namespace latchkey::trading;
using nlohmann::json;
using test::SharedDatabase;

namespace {

struct Mt5 : test::Provisioning {
  Mt5() : Provisioning(test::SimulatorKind::mt5) {}
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(mt5_provisioning, Mt5)

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
  BOOST_TEST(db->query("SELECT COUNT(*) AS count FROM trading_accounts WHERE platform_id = ? AND status = 'created'",
                       {platform.id})
                 .at(0)
                 .integer("count") == 100);
}

BOOST_AUTO_TEST_CASE(a_provisioner_killed_at_any_step_leaves_one_account) {
  for (const SendStep step : {SendStep::sending, SendStep::answered, SendStep::stored}) {
    BOOST_TEST_CONTEXT(step) {
      const auto account = queue();
      provision_and_die(step);
      BOOST_TEST(provision(account, std::chrono::seconds{15}).status == ShownStatus::created);
      BOOST_TEST(count_at_platform(account) == 1);
    }
  }
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
      BOOST_TEST(wait_for_account(*db, account, std::chrono::seconds{2}).status == ShownStatus::pending);
      BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::milliseconds{500}));
      simulator.set({{"fake", false}, {"manager", "1000"}, {"password", "Password1"}});
      close_circuit(*db, platform.id);
      BOOST_TEST(provision(account).status == ShownStatus::created);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_platform_that_is_away_is_knocked_at_ever_more_rarely) {
  simulator.restart(60);
  const auto account = queue();
  static_cast<void>(provision(account, std::chrono::seconds{2}));
  BOOST_TEST(status(account) == "pending");
  const auto failures = db->query("SELECT failures FROM platform_circuits WHERE platform_id = ?", {platform.id})
                            .at(0)
                            .integer("failures");
  BOOST_TEST(failures >= 4);
  BOOST_TEST(failures <= 12);
}

BOOST_AUTO_TEST_CASE(a_database_that_is_lost_before_the_commit_costs_nothing) {
  const auto account = queue();
  const auto connection = SharedDatabase::connect();
  const auto bench = make_bench(*connection);
  bench->at_step = [&](SendStep step) {
    if (step != SendStep::answered) return;
    const auto id = connection->query("SELECT CONNECTION_ID() AS id").at(0).integer("id");
    db->execute_text("KILL " + std::to_string(id));
  };
  Provisioner provisioner(*bench);
  try {
    while (status(account) != "created") static_cast<void>(provisioner.work_once());
  } catch (const Unavailable&) {
    BOOST_TEST_MESSAGE("the database went away, as planned");
  }
  bench->at_step = [](SendStep) {};
  BOOST_TEST(provision(account, std::chrono::seconds{15}).status == ShownStatus::created);
  BOOST_TEST(count_at_platform(account) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
