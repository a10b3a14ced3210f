#include "trading/settings/account_care.hpp"

#include <boost/test/unit_test.hpp>
#include <utility>

#include "trading/provisioning.hpp"
#include "trading/settings/account_overview.hpp"

using namespace latchkey;
using namespace latchkey::trading;
using latchkey::test::Provisioning;
using latchkey::test::SimulatorKind;
using nlohmann::json;

namespace {

const audit::Actor actor{"cli:test", std::nullopt};

struct Mt5 : Provisioning {
  Mt5() : Provisioning(SimulatorKind::mt5) {}

  // An account that was handed to a person, since its tag cannot be read.
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
  BOOST_TEST(provision(id).status == ShownStatus::failed);
  BOOST_TEST((retry_account(*db, actor, id) == AccountDecision::done));
  simulator.set({{"may_add", true}});
  BOOST_TEST(provision(id).status == ShownStatus::created);
  BOOST_TEST(count_at_platform(id) == 1);
  BOOST_TEST((retry_account(*db, actor, id) == AccountDecision::wrong_state));
  const auto audit = db->query("SELECT actor FROM audit_log WHERE action = 'account.retry' AND subject_id = ?", {id});
  BOOST_REQUIRE(audit.size() == 1U);
  BOOST_TEST(audit.front().text("actor") == "cli:test");
}

BOOST_AUTO_TEST_CASE(what_partners_see_of_an_account_moves_the_time_of_its_leads_last_change) {
  const auto changed_at = [&](const Uuid& id) {
    return db
        ->query(
            "SELECT l.updated_at FROM leads l JOIN customers c ON c.lead_id = l.id JOIN trading_accounts a ON "
            "a.customer_id = c.id WHERE a.id = ?",
            {id})
        .at(0)
        .text("updated_at");
  };
  simulator.set({{"may_add", false}});
  const Uuid id = queue();
  auto before = changed_at(id);
  const auto moves = [&] { return std::exchange(before, changed_at(id)) < changed_at(id); };
  BOOST_TEST(provision(id).status == ShownStatus::failed);
  BOOST_TEST(moves());
  BOOST_TEST((retry_account(*db, actor, id) == AccountDecision::done));
  BOOST_TEST(moves());
  simulator.set({{"may_add", true}});
  BOOST_TEST(provision(id).status == ShownStatus::created);
  BOOST_TEST(moves());
  // To a partner an account that waits for a person is pending as before.
  const Uuid manual = make_manual();
  before = changed_at(manual);
  BOOST_TEST((resolve_as_failed(*db, actor, manual, "gone") == AccountDecision::done));
  BOOST_TEST(before < changed_at(manual));
}

BOOST_AUTO_TEST_CASE(a_manual_account_is_looked_for_before_anything_is_sent) {
  const Uuid id = make_manual();
  simulator.set({{"personal_data", true}});
  BOOST_TEST((retry_account(*db, actor, id) == AccountDecision::done));
  BOOST_TEST(provision(id).status == ShownStatus::created);
  BOOST_TEST(simulator.accounts().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_person_says_what_became_of_it) {
  const Uuid one = make_manual();
  BOOST_TEST((resolve_as_created(*db, actor, one, 500000, AccountMail::none) == AccountDecision::done));
  const auto record = trading::find_account_record(*db, one).value();
  BOOST_TEST(record.status == AccountStatus::created);
  BOOST_TEST(record.login.value() == 500000U);
  BOOST_TEST((resolve_as_failed(*db, actor, one, "not_opened") == AccountDecision::wrong_state));

  const Uuid two = make_manual();
  BOOST_TEST((resolve_as_created(*db, actor, two, 500000, AccountMail::none) == AccountDecision::login_known));
  BOOST_TEST(status(two) == "manual");
  BOOST_TEST((resolve_as_failed(*db, actor, two, "not_opened") == AccountDecision::done));
  BOOST_TEST(trading::find_account(*db, two)->code.value() == "not_opened");
  const auto events = trading::list_events(*db, two);
  BOOST_TEST(events.back().actor == "cli:test");
  BOOST_TEST(events.back().step == "resolved_failed");
}

BOOST_AUTO_TEST_CASE(the_customer_is_mailed_of_an_account_that_a_person_found_open) {
  const auto mailed = [&] { return db->query("SELECT 1 FROM mails WHERE kind = 'trading_account'").size(); };
  const auto before = mailed();
  BOOST_TEST((resolve_as_failed(*db, actor, make_manual(), "not_opened") == AccountDecision::done));
  BOOST_TEST((resolve_as_created(*db, actor, make_manual(), 500001, AccountMail::none) == AccountDecision::done));
  BOOST_TEST(mailed() == before);
  BOOST_TEST(
      (resolve_as_created(*db, actor, make_manual(), 500002, AccountMail::to_customer) == AccountDecision::done));
  BOOST_TEST(mailed() == before + 1);
}

BOOST_AUTO_TEST_CASE(what_was_decided_is_in_the_activity_log_with_what_was_there_before) {
  const Uuid id = make_manual();
  BOOST_TEST((resolve_as_failed(*db, actor, id, "not_opened") == AccountDecision::done));
  BOOST_TEST((resolve_as_created(*db, actor, id, 700001, AccountMail::to_customer) == AccountDecision::done));
  const auto rows = db->query(
      "SELECT action, before_change, after_change FROM audit_log WHERE subject_id = ? ORDER BY happened_at", {id});
  BOOST_REQUIRE(rows.size() == 2U);
  BOOST_TEST(rows[0].text("action") == "account.resolved_failed");
  BOOST_TEST(json::parse(rows[0].text("before_change")) ==
             json({{"status", "manual"}, {"login", nullptr}, {"code", "tag_unreadable"}}));
  BOOST_TEST(json::parse(rows[1].text("before_change")) ==
             json({{"status", "failed"}, {"login", nullptr}, {"code", "not_opened"}}));
  BOOST_TEST(json::parse(rows[1].text("after_change")) ==
             json({{"status", "created"}, {"login", 700001}, {"code", nullptr}}));
  BOOST_TEST(trading::list_events(*db, id).back().detail == "login 700001");
}

// The person may have overlooked the account at the platform.
BOOST_AUTO_TEST_CASE(what_a_person_has_called_failed_is_looked_for_before_it_is_sent_again) {
  const Uuid id = make_manual();
  BOOST_TEST((resolve_as_failed(*db, actor, id, "not_opened") == AccountDecision::done));
  BOOST_TEST((retry_account(*db, actor, id) == AccountDecision::done));
  BOOST_TEST(status(id) == "unclear");
  simulator.set({{"personal_data", true}});
  BOOST_TEST(provision(id).status == ShownStatus::created);
  BOOST_TEST(simulator.accounts().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_retry_forgets_the_code_and_keeps_the_tag) {
  simulator.set({{"may_add", false}});
  const Uuid id = queue();
  BOOST_TEST(provision(id).status == ShownStatus::failed);
  const std::string tag = trading::find_opening(*db, id)->tag;
  BOOST_TEST((retry_account(*db, actor, id) == AccountDecision::done));
  BOOST_TEST(status(id) == "pending");
  BOOST_TEST(code(id).empty());
  BOOST_TEST(trading::find_opening(*db, id)->tag == tag);
}

BOOST_AUTO_TEST_CASE(nothing_is_decided_about_an_account_that_does_not_exist) {
  const Uuid nobody = Uuid::make();
  BOOST_TEST((retry_account(*db, actor, nobody) == AccountDecision::wrong_state));
  BOOST_TEST((resolve_as_created(*db, actor, nobody, 1, AccountMail::none) == AccountDecision::wrong_state));
  BOOST_TEST((resolve_as_failed(*db, actor, nobody, "x") == AccountDecision::wrong_state));
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

BOOST_FIXTURE_TEST_CASE(a_wrong_master_password_stops_the_platform_and_fails_no_account, Mt4) {
  simulator.set({{"hints", true}, {"master_password", "other"}});
  const Uuid id = queue();
  static_cast<void>(provision(id, std::chrono::milliseconds{500}));
  BOOST_TEST(status(id) == "pending");
  const auto circuit = trading::find_circuit(*db, platform.id);
  BOOST_TEST(circuit.needs_attention);
  BOOST_TEST(circuit.reason == "mt4_wrong_secret");
  simulator.set({{"master_password", "master"}});
  trading::close_circuit(*db, platform.id);
  BOOST_TEST(provision(id).status == ShownStatus::created);
  BOOST_TEST(count_at_platform(id) == 1);
}
