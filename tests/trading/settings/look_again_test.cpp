#include "trading/settings/look_again.hpp"

#include <boost/test/unit_test.hpp>

#include "trading/provisioning.hpp"
#include "trading/settings/account_care.hpp"

using namespace latchkey;
using namespace latchkey::trading;
using latchkey::test::Provisioning;
using latchkey::test::SimulatorKind;

namespace {

const audit::Actor actor{"cli:test", std::nullopt};

// A platform, and a database that is taken back to what it knew before a request was sent.
struct Restored : Provisioning {
  explicit Restored(SimulatorKind kind) : Provisioning(kind) {
    db->execute_text("UPDATE trading_accounts SET status = 'created'");  // those of earlier cases
    db->execute_text("UPDATE schema_migrations SET applied_at = UTC_TIMESTAMP(6) - INTERVAL 1 HOUR");
  }
  LookedAgain look_again() const {
    return look_again_for_accounts(*db, actor, [this]() -> const SecretKeeper& { return *box; });
  }
  void forget_opening(const Uuid& id) const { db->execute("DELETE FROM account_openings WHERE account_id = ?", {id}); }
  void forget_outcome(const Uuid& id, const std::string& before) const {
    db->execute("UPDATE trading_accounts SET status = ?, login = NULL, attempts = 0 WHERE id = ?", {before, id});
    db->execute("UPDATE account_openings SET unclear_since = NULL WHERE account_id = ?", {id});
  }
};
struct Mt5 : Restored {
  Mt5() : Restored(SimulatorKind::mt5) {}
};
struct Mt4 : Restored {
  Mt4() : Restored(SimulatorKind::mt4) {}
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(look_again, Mt5)

BOOST_AUTO_TEST_CASE(an_account_that_waited_and_was_opened_since_is_found_and_left_to_a_person) {
  const Uuid id = queue();
  BOOST_REQUIRE(provision(id).status == ShownStatus::created);
  forget_outcome(id, "pending");
  forget_opening(id);
  const auto done = look_again();
  BOOST_TEST(done.looked_for == 1U);
  BOOST_TEST(done.to_person == 0U);
  static_cast<void>(provision(id));
  BOOST_TEST(status(id) == "manual");
  BOOST_TEST(code(id) == "password_differs");
  BOOST_TEST(count_at_platform(id) == 1);
  BOOST_TEST(simulator.accounts().size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_account_whose_passwords_are_known_is_found_with_its_login) {
  for (const char* before : {"pending", "sending", "unclear"}) {
    BOOST_TEST_CONTEXT(before) {
      const Uuid id = queue();
      const auto login = provision(id).login;
      const auto opened = simulator.accounts().size();
      forget_outcome(id, before);
      BOOST_TEST(look_again().looked_for == 1U);
      BOOST_TEST((provision(id).login == login));
      BOOST_TEST(simulator.accounts().size() == opened);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_account_that_is_not_there_is_opened_once_and_a_second_run_changes_nothing) {
  const Uuid id = queue();
  BOOST_TEST(look_again().looked_for == 1U);
  BOOST_TEST(look_again().looked_for == 1U);
  BOOST_TEST(status(id) == "unclear");
  BOOST_TEST(code(id) == "restored");
  BOOST_TEST(provision(id).status == ShownStatus::created);
  BOOST_TEST(count_at_platform(id) == 1);
  BOOST_TEST(look_again().looked_for == 0U);
}

// Its tag was made at random, and stood only in what is lost.
BOOST_AUTO_TEST_CASE(an_account_from_before_tags_were_fixed_waits_for_a_person) {
  const Uuid id = queue();
  db->execute_text("UPDATE schema_migrations SET applied_at = UTC_TIMESTAMP(6) + INTERVAL 1 HOUR");
  BOOST_TEST(look_again().to_person == 1U);
  BOOST_TEST(status(id) == "manual");
  BOOST_TEST(code(id) == "restored");
}

BOOST_AUTO_TEST_CASE(a_failed_account_is_looked_for_before_a_person_has_it_tried_again) {
  simulator.set({{"may_add", false}});
  const Uuid id = queue();
  BOOST_REQUIRE(provision(id).status == ShownStatus::failed);
  simulator.set({{"may_add", true}});
  BOOST_TEST((retry_account(*db, actor, id) == AccountDecision::done));
  BOOST_REQUIRE(provision(id).status == ShownStatus::created);
  forget_outcome(id, "failed");
  BOOST_TEST(look_again().looked_for == 0U);
  BOOST_TEST(status(id) == "failed");
  BOOST_TEST((retry_account(*db, actor, id) == AccountDecision::done));
  BOOST_TEST(provision(id).status == ShownStatus::created);
  BOOST_TEST(simulator.accounts().size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(nobody_can_ask_mt4_so_a_person_decides, Mt4) {
  const Uuid id = queue();
  BOOST_TEST(look_again().to_person == 1U);
  BOOST_TEST(status(id) == "manual");
  BOOST_TEST(list_events(*db, id).back().outcome_code == "restored");
  BOOST_TEST(list_events(*db, id).back().actor == "cli:test");
}

BOOST_AUTO_TEST_SUITE_END()
