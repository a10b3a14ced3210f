// At most one MT4 account per request, whatever fails. The simulator's own record counts.
#include <boost/test/unit_test.hpp>

#include "trading/provisioning.hpp"

using namespace latchkey;
using namespace latchkey::trading;

namespace {

struct Mt4 : test::Provisioning {
  Mt4() : Provisioning(test::SimulatorKind::mt4) {}
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(mt4_provisioning, Mt4)

BOOST_AUTO_TEST_CASE(an_account_is_created) {
  const auto account = queue();
  const auto state = provision(account);
  BOOST_TEST(state.status == ShownStatus::created);
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
  for (const SendStep step : {SendStep::sending, SendStep::answered, SendStep::stored}) {
    BOOST_TEST_CONTEXT(step) {
      const auto account = queue("192.0.2." + std::to_string(++number));
      provision_and_die(step);
      static_cast<void>(provision(account, std::chrono::seconds{15}));
      BOOST_TEST(status(account) == (step == SendStep::stored ? "created" : "manual"));
      BOOST_TEST(count_at_platform(account) <= 1);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_address_that_was_served_a_minute_ago_is_served_later) {
  simulator.set({{"flood_seconds", 1}});
  const auto one = queue("192.0.2.50");
  const auto two = queue("192.0.2.50");
  BOOST_TEST(provision(one).status == ShownStatus::created);
  BOOST_TEST(provision(two).status == ShownStatus::created);
  BOOST_TEST(simulator.accounts().size() == 2U);
}

// A partner's server is not the customer's address: with one address for all, one account a minute would be opened.
BOOST_AUTO_TEST_CASE(customers_whose_address_is_not_known_do_not_wait_for_one_another) {
  simulator.set({{"flood_seconds", 60}});
  const auto one = queue(std::nullopt);
  const auto two = queue(std::nullopt);
  BOOST_TEST(provision(one, std::chrono::seconds{3}).status == ShownStatus::created);
  BOOST_TEST(provision(two, std::chrono::seconds{3}).status == ShownStatus::created);
}

BOOST_AUTO_TEST_CASE(refusals_fail_with_their_code) {
  db->execute("UPDATE platform_groups SET group_name = '9' WHERE id = ?", {group.id});
  const auto account = queue();
  const auto state = provision(account);
  BOOST_TEST(state.status == ShownStatus::failed);
  BOOST_TEST(state.code.value() == "mt4_invalid_data");
}

BOOST_AUTO_TEST_SUITE_END()
