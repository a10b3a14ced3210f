#include "settings/account_care.hpp"

#include <boost/test/unit_test.hpp>

#include "platforms/account_overview.hpp"
#include "platforms/provisioning.hpp"
#include "settings/platform_settings.hpp"

using namespace latchkey;
using namespace latchkey::settings;
using latchkey::test::Provisioning;
using latchkey::test::SimulatorKind;

namespace {

const auth::Actor actor{"cli:test", std::nullopt};

struct Mt5 : Provisioning {
  Mt5() : Provisioning(SimulatorKind::mt5) {}

  // An account that nobody could look up.
  Uuid make_manual() {
    simulator.set({{"personal_data", false}});
    simulator.add_fault("/api/user/add", "drop_after");
    const Uuid id = queue();
    static_cast<void>(provision(id));
    BOOST_REQUIRE(status(id) == "manual");
    return id;
  }
};
struct Mt4 : Provisioning {
  Mt4() : Provisioning(SimulatorKind::mt4) {}
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(account_care, Mt5)

BOOST_AUTO_TEST_CASE(a_failed_account_is_tried_again_and_opened_once) {
  simulator.set({{"may_add", false}});
  const Uuid id = queue();
  BOOST_TEST(provision(id).status == "failed");
  BOOST_TEST((retry_account(*db, actor, id) == AccountDecision::done));
  simulator.set({{"may_add", true}});
  BOOST_TEST(provision(id).status == "created");
  BOOST_TEST(count_at_platform(id) == 1);
  BOOST_TEST((retry_account(*db, actor, id) == AccountDecision::wrong_state));
  const auto audit = db->query("SELECT actor FROM audit_log WHERE action = 'account.retry' AND subject_id = ?", {id});
  BOOST_REQUIRE(audit.size() == 1U);
  BOOST_TEST(audit.front().text(0) == "cli:test");
}

BOOST_AUTO_TEST_CASE(a_manual_account_is_looked_for_before_anything_is_sent) {
  const Uuid id = make_manual();
  simulator.set({{"personal_data", true}});
  BOOST_TEST((retry_account(*db, actor, id) == AccountDecision::done));
  BOOST_TEST(provision(id).status == "created");
  BOOST_TEST(simulator.accounts().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_person_says_what_became_of_it) {
  const Uuid one = make_manual();
  BOOST_TEST((resolve_as_created(*db, actor, one, 500000) == AccountDecision::done));
  const auto record = platforms::find_account_record(*db, one).value();
  BOOST_TEST(record.status == "created");
  BOOST_TEST(record.login.value() == 500000U);
  BOOST_TEST((resolve_as_failed(*db, actor, one, "not_opened") == AccountDecision::wrong_state));

  const Uuid two = make_manual();
  BOOST_TEST((resolve_as_created(*db, actor, two, 500000) == AccountDecision::login_known));
  BOOST_TEST(status(two) == "manual");
  BOOST_TEST((resolve_as_failed(*db, actor, two, "not_opened") == AccountDecision::done));
  BOOST_TEST(platforms::find_account(*db, two)->code.value() == "not_opened");
  const auto events = platforms::list_events(*db, two);
  BOOST_TEST(events.back().actor == "cli:test");
  BOOST_TEST(events.back().step == "resolved_failed");
}

BOOST_AUTO_TEST_CASE(secrets_are_sealed_again_with_the_new_key_and_nothing_is_lost) {
  const Uuid id = queue();
  BOOST_TEST(provision(id).status == "created");
  const std::string key_file = folder.path() / "secrets.key";
  const auto sealed = [&] {
    const auto row =
        db->query("SELECT main_password, secret_key_id FROM account_openings WHERE account_id = ?", {id}).at(0);
    return SealedSecret{row.text(0), row.text(1)};
  };
  const std::string password = box->open(sealed());
  const std::string old_key = box->current_key();
  auth::add_secret_key(key_file);
  BOOST_TEST(box->current_key() != old_key);  // a program that runs has noticed
  BOOST_TEST(box->open(sealed()) == password);
  // Rows of other tests were sealed with keys that are gone; they are none of this installation's.
  db->execute("DELETE FROM account_openings WHERE account_id <> ?", {id});
  db->execute("UPDATE trading_platforms SET secret_key_id = ? WHERE id <> ?", {box->current_key(), platform.id});
  BOOST_TEST(reseal_secrets(*db, *box, box->current_key()) == 2U);
  BOOST_TEST(reseal_secrets(*db, *box, box->current_key()) == 0U);
  auth::drop_old_secret_keys(key_file);
  BOOST_TEST(sealed().key_id != old_key);
  BOOST_TEST(box->open(sealed()) == password);
  BOOST_TEST(box->open(platforms::find_platform(*db, platform.name)->secret) == "Password1");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_CASE(a_manual_account_of_mt4_is_not_tried_again, Mt4) {
  simulator.add_fault("NEWACCOUNT", "drop_after");
  const Uuid id = queue();
  static_cast<void>(provision(id));
  BOOST_REQUIRE(status(id) == "manual");
  BOOST_TEST((retry_account(*db, actor, id) == AccountDecision::wrong_state));
  BOOST_TEST((resolve_as_failed(*db, actor, id, "not_opened") == AccountDecision::done));
  BOOST_TEST((retry_account(*db, actor, id) == AccountDecision::done));
}
