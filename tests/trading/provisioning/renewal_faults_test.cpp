// Whatever fails while passwords are renewed, what the customer may look at is what the platform has. The simulator's
// own record tells.
#include <boost/test/unit_test.hpp>

#include "trading/provisioning/renewals.hpp"

using namespace latchkey;
using namespace latchkey::trading;
using nlohmann::json;
using test::SharedDatabase;

namespace {

struct Fault {
  const char* kind;
  json more;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(renewal_faults, test::Renewals)

BOOST_AUTO_TEST_CASE(whatever_fails_the_customer_sees_what_the_platform_has) {
  const Fault table[] = {{"drop_after", json::object()},
                         {"reset_after", json::object()},
                         {"drop_before", json::object()},
                         {"hang_after", {{"seconds", 1.5}}},
                         {"hang_before", {{"seconds", 1.5}}},
                         {"code", {{"code", 1018}}},
                         {"code", {{"code", 15}, {"times", 3}}},
                         {"code_after", {{"code", 9}}},
                         {"code", {{"code", 9}}},
                         {"garbage_after", json::object()},
                         {"http_after", {{"status", 502}}},
                         {"forget", json::object()},
                         {"slow", {{"seconds", 3.0}}}};
  for (const bool refuses_same : {false, true}) {
    simulator.set({{"refuses_same_password", refuses_same}});
    for (const int skip : {0, 1}) {  // the main password's request, the investor's
      for (auto fault : table) {
        fault.more["skip"] = skip;
        BOOST_TEST_CONTEXT(fault.kind << " " << fault.more << " " << refuses_same) {
          simulator.clear_faults();
          const auto account = open();
          const auto before = at_platform(account);
          simulator.add_fault("/api/user/change_password", fault.kind, fault.more);
          BOOST_TEST(ask(account) == RenewalRequest::asked);
          BOOST_TEST(carry_out(account) == RenewalState::done);
          check_renewed(account, before);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_provisioner_killed_at_any_step_loses_nothing) {
  for (const SendStep step : {SendStep::sending, SendStep::half_way, SendStep::answered, SendStep::stored}) {
    BOOST_TEST_CONTEXT(step) {
      const auto account = open();
      const auto before = at_platform(account);
      BOOST_TEST(ask(account) == RenewalRequest::asked);
      provision_and_die(step);
      const auto sealed = db->query("SELECT main_password FROM account_renewals WHERE account_id = ?", {account});
      BOOST_TEST(sealed.at(0).is_null("main_password") == (step == SendStep::stored));
      BOOST_TEST(carry_out(account) == RenewalState::done);
      check_renewed(account, before);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_database_that_is_lost_before_the_commit_costs_nothing) {
  const auto account = open();
  const auto before = at_platform(account);
  BOOST_TEST(ask(account) == RenewalRequest::asked);
  const auto connection = SharedDatabase::connect();
  const auto bench = make_bench(*connection);
  bench->at_step = [&](SendStep step) {
    if (step != SendStep::answered) return;
    const auto id = connection->query("SELECT CONNECTION_ID() AS id").at(0).integer("id");
    db->execute_text("KILL " + std::to_string(id));
  };
  Provisioner provisioner(*bench);
  try {
    BOOST_TEST(provisioner.work_once());
  } catch (const Unavailable&) {
    BOOST_TEST_MESSAGE("the database went away, as planned");
  }
  bench->at_step = [](SendStep) {};
  provisioner.leave();
  BOOST_TEST(carry_out(account) == RenewalState::done);
  check_renewed(account, before);
}

BOOST_AUTO_TEST_CASE(a_refusal_leaves_the_old_passwords) {
  for (const int code : {3006, 8, 13}) {
    BOOST_TEST_CONTEXT(code) {
      const auto account = open();
      const auto before = at_platform(account);
      simulator.clear_faults();
      simulator.add_fault("/api/user/change_password", "code", {{"code", code}});
      BOOST_TEST(ask(account) == RenewalRequest::asked);
      BOOST_TEST(carry_out(account) == RenewalState::failed);
      BOOST_TEST(standing(account).code == "mt5_" + std::to_string(code));
      BOOST_TEST(at_platform(account) == before);
      BOOST_TEST(waiting(account) == before);
      BOOST_TEST(is_forgotten(account));
      BOOST_TEST(steps(account).ends_with("renewal_send renewal_failed "));
      BOOST_TEST(!find_circuit(*db, platform.id).is_open);
      BOOST_TEST(ask(account) == RenewalRequest::asked);
      BOOST_TEST(carry_out(account) == RenewalState::done);
      check_renewed(account, before);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_refusal_after_a_lost_answer_is_looked_into) {
  for (const char* first : {"drop_after", "drop_before"}) {
    BOOST_TEST_CONTEXT(first) {
      const auto account = open();
      const auto before = at_platform(account);
      simulator.add_fault("/api/user/change_password", first);
      simulator.add_fault("/api/user/change_password", "code", {{"code", 3006}, {"times", 2}});
      BOOST_TEST(ask(account) == RenewalRequest::asked);
      const bool was_carried_out = first == std::string("drop_after");
      BOOST_TEST(carry_out(account) == (was_carried_out ? RenewalState::done : RenewalState::failed));
      simulator.clear_faults();
      BOOST_TEST(waiting(account) == at_platform(account));
      BOOST_TEST((at_platform(account).main != before.main) == was_carried_out);
      BOOST_TEST(at_platform(account).investor == before.investor);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_refused_investor_password_leaves_the_main_one_new) {
  for (const bool was_seen : {false, true}) {
    BOOST_TEST_CONTEXT(was_seen) {
      const auto account = open();
      const auto before = at_platform(account);
      if (was_seen) look_at(account);
      simulator.add_fault("/api/user/change_password", "code", {{"code", 3006}, {"skip", 1}});
      BOOST_TEST(ask(account) == RenewalRequest::asked);
      BOOST_TEST(carry_out(account) == RenewalState::done);
      BOOST_TEST(standing(account).code == "mt5_3006");
      BOOST_TEST(at_platform(account).main != before.main);
      BOOST_TEST(waiting(account).main == at_platform(account).main);
      BOOST_TEST(at_platform(account).investor == before.investor);
      BOOST_TEST(waiting(account).investor == (was_seen ? "" : before.investor));
      BOOST_TEST(steps(account).ends_with("renewal_send main_password_renewed "));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_right_that_is_missing_twice_is_a_refusal) {
  const auto account = open();
  const auto before = at_platform(account);
  simulator.add_fault("/api/user/change_password", "forget", {{"times", 5}});
  BOOST_TEST(ask(account) == RenewalRequest::asked);
  BOOST_TEST(carry_out(account) == RenewalState::failed);
  BOOST_TEST(standing(account).code == "http_403");
  BOOST_TEST(waiting(account) == before);
}

BOOST_AUTO_TEST_CASE(a_platform_that_is_away_is_waited_for) {
  const auto account = open();
  const auto before = at_platform(account);
  simulator.restart(2);
  BOOST_TEST(ask(account) == RenewalRequest::asked);
  BOOST_TEST(carry_out(account, std::chrono::seconds{1}) == RenewalState::waiting);
  BOOST_TEST(waiting(account) == before);
  BOOST_TEST(carry_out(account) == RenewalState::done);
  check_renewed(account, before);
}

BOOST_AUTO_TEST_CASE(what_is_unclear_for_too_long_goes_to_a_person) {
  const auto account = open();
  simulator.add_fault("/api/user/change_password", "drop_after");
  BOOST_TEST(ask(account) == RenewalRequest::asked);
  const auto connection = SharedDatabase::connect();
  const auto bench = make_bench(*connection);
  bench->pace.manual_after = Pace::Wait{0};
  {
    Provisioner provisioner(*bench);
    BOOST_TEST(provisioner.work_once());
    provisioner.leave();
  }
  BOOST_TEST(standing(account).state == RenewalState::manual);
  BOOST_TEST(standing(account).code == "unclear_for_too_long");
  const auto main = at_platform(account).main;
  close_circuit(*db, platform.id);
  BOOST_TEST(ask(account) == RenewalRequest::asked);
  BOOST_TEST(carry_out(account) == RenewalState::done);
  BOOST_TEST(at_platform(account).main == main);
  BOOST_TEST(waiting(account) == at_platform(account));
}

BOOST_AUTO_TEST_SUITE_END()
