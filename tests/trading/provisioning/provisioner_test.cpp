// Provisioners that come and go. Exactly one account is opened per request; the simulator's own record counts.
#include "trading/provisioning/provisioner.hpp"

#include <boost/test/unit_test.hpp>
#include <thread>
#include <utility>

#include "trading/provisioning.hpp"
#include "trading/provisioning/account_outcome.hpp"

using namespace latchkey;
using namespace latchkey::trading;
using nlohmann::json;
using test::SharedDatabase;

namespace {

struct Mt5 : test::Provisioning {
  Mt5() : Provisioning(test::SimulatorKind::mt5) {}

  // An account whose request was carried out and never answered; nobody has looked for it yet.
  Uuid queue_unclear() {
    simulator.add_fault("/api/user/add", "drop_after");
    const auto account = queue();
    const auto connection = SharedDatabase::connect();
    const auto bench = make_bench(*connection);
    Provisioner provisioner(*bench);
    BOOST_REQUIRE(provisioner.work_once());
    BOOST_REQUIRE(status(account) == "unclear");
    provisioner.leave();
    close_circuit(*db, platform.id);
    return account;
  }
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

BOOST_AUTO_TEST_CASE(an_opening_whose_key_is_lost_goes_to_a_person_and_holds_nobody_up) {
  const auto lost = queue_unclear();
  db->execute("UPDATE account_openings SET secret_key_id = 'lost' WHERE account_id = ?", {lost});
  const auto next = queue();
  static_cast<void>(provision(lost));
  BOOST_TEST(provision(next).status == ShownStatus::created);
  BOOST_TEST(status(lost) == "manual");
  BOOST_TEST(code(lost) == "row_unreadable");
}

BOOST_AUTO_TEST_CASE(a_fault_on_the_way_to_a_platform_ends_no_round) {
  const auto account = queue();
  const auto connection = SharedDatabase::connect();
  const auto bench = make_bench(*connection);
  bool is_first = true;
  bench->at_step = [&](SendStep step) {
    if (step == SendStep::answered && std::exchange(is_first, false)) throw std::runtime_error("unforeseen");
  };
  Provisioner provisioner(*bench);
  BOOST_CHECK_NO_THROW(static_cast<void>(provisioner.work_once()));
  BOOST_TEST(find_circuit(*db, platform.id).reason == "interrupted");
  provisioner.leave();
  BOOST_TEST(provision(account).status == ShownStatus::created);
  BOOST_TEST(count_at_platform(account) == 1);
}

// A process that was stopped while it looked must not undo what another one has done since.
BOOST_AUTO_TEST_CASE(what_a_late_look_has_found_is_not_stored) {
  const auto account = queue_unclear();
  db->execute("UPDATE trading_accounts SET next_attempt_at = UTC_TIMESTAMP(6) WHERE id = ?", {account});
  const auto late = take_due_job(*db, platform.id, *box).value();
  db->execute("UPDATE trading_accounts SET status = 'sending', attempts = attempts + 1 WHERE id = ?", {account});
  auto pace = test::fast_pace();
  pace.clean_gap = Pace::Wait{0};
  for (int look = 0; look < 5; ++look) note_empty_look(*db, late, pace);
  put_back(*db, late, {Outcome::not_sent, "late", "late"}, Pace::Wait{0});
  finish_failed(*db, late, {Outcome::refused_for_good, "late", "late"});
  BOOST_TEST(!hand_to_person(*db, late, {Outcome::unclear, "late", "late"}));
  BOOST_TEST(status(account) == "sending");
  BOOST_TEST(code(account) != "late");
}

BOOST_AUTO_TEST_CASE(an_account_is_found_whatever_its_login) {
  const auto account = queue_unclear();
  db->execute("UPDATE account_openings SET watermark = 4000000000 WHERE account_id = ?", {account});
  BOOST_TEST(provision(account).status == ShownStatus::created);
  BOOST_TEST(count_at_platform(account) == 1);
}

BOOST_AUTO_TEST_CASE(a_platform_that_is_disabled_is_given_up) {
  const auto account = queue();
  const auto connection = SharedDatabase::connect();
  const auto bench = make_bench(*connection);
  bench->pace.lease = std::chrono::milliseconds{4000};
  Provisioner provisioner(*bench);
  while (provisioner.work_once()) {
  }
  BOOST_REQUIRE(status(account) == "created");
  db->execute("UPDATE trading_platforms SET is_enabled = FALSE WHERE id = ?", {platform.id});
  std::this_thread::sleep_for(std::chrono::milliseconds{1100});
  provisioner.keep_alive();
  BOOST_TEST(simulator.count_command("/api/quit") == 1);
  BOOST_TEST(hold_platform(*db, platform.id, Uuid::make(), bench->pace));
}

BOOST_AUTO_TEST_SUITE_END()
