// Settings > Trading Platforms: the accounts that did not go through.
#include <boost/test/unit_test.hpp>

#include "admin/staff.hpp"
#include "crypto/secret_box.hpp"
#include "support/dialect.hpp"
#include "support/trading_accounts.hpp"
#include "trading/accounts/account_history.hpp"
#include "trading/settings/account_overview.hpp"

using namespace latchkey;
using test::has;
using test::Staff;

namespace {

struct Accounts : test::AdminArea {
  Accounts() : staff(*this, staff::Permissions::all()), box(config().key_file) {}
  test::TradingAccount account(std::string_view status) const {
    const Uuid customer = test::make_customer(db(), test::new_email());
    const auto made = test::make_account(db(), box, customer, status);
    trading::record_event(db(), made.id,
                          {.actor = "provisioner",
                           .step = trading::AccountStep::send,
                           .outcome_code = "group_refused",
                           .detail = "<the server said no>"});
    return made;
  }
  std::string status_of(const test::TradingAccount& account) const {
    return std::string(name_of(trading::find_account_record(db(), account.id)->status));
  }
  static std::string path_of(const test::TradingAccount& account) { return "/platforms/accounts/" + account.id.text(); }
  static std::string listed(const test::TradingAccount& account) { return "/admin" + path_of(account) + "\""; }
  std::int64_t count_audit(const test::TradingAccount& account, const std::string& action) const {
    return db()
        .query("SELECT COUNT(*) AS count FROM audit_log WHERE subject_id = ? AND action = ? AND actor = ?",
               {account.id, action, staff.email()})
        .at(0)
        .integer("count");
  }
  Staff staff;
  crypto::SecretBox box;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(trading_accounts_page, Accounts)

BOOST_AUTO_TEST_CASE(the_list_shows_what_is_not_created_and_filters_by_state_and_platform) {
  const auto failed = account("failed");
  const auto manual = account("manual");
  const auto created = account("created");
  const auto page = staff.get("/platforms/accounts");
  BOOST_TEST(has(page, listed(failed)));
  BOOST_TEST(has(page, listed(manual)));
  BOOST_TEST(!has(page, listed(created)));
  BOOST_TEST(has(page, "group_refused"));
  const auto only_failed = staff.get("/platforms/accounts", "state=failed&platform=MT5%20Test");
  BOOST_TEST(has(only_failed, listed(failed)));
  BOOST_TEST(!has(only_failed, listed(manual)));
  BOOST_TEST(has(staff.get("/platforms/accounts", "state=all"), listed(created)));
  BOOST_TEST(has(staff.get("/platforms/accounts", "state=failed&platform=Other"), "Nothing waits here"));
  BOOST_TEST(has(staff.get("/platforms"), "state=failed"));
}

BOOST_AUTO_TEST_CASE(pages_show_every_account_once) {
  std::vector<test::TradingAccount> made;
  for (int i = 0; i < 60; ++i) made.push_back(account("unclear"));
  std::string all;
  std::string query = "state=unclear";
  for (int pages = 1; !query.empty(); ++pages) {
    BOOST_REQUIRE(pages < 20);
    const std::string body = staff.get("/platforms/accounts", query).body();
    all += body;
    const auto at = body.find("&amp;before=");
    query = at == std::string::npos ? "" : "state=unclear&before=" + body.substr(at + 12, 36);
  }
  for (const auto& one : made) {
    const auto first = all.find(listed(one));
    BOOST_TEST((first != std::string::npos && all.find(listed(one), first + 1) == std::string::npos));
  }
}

BOOST_AUTO_TEST_CASE(one_account_is_shown_with_its_history_and_without_its_passwords) {
  const auto failed = account("failed");
  const auto page = staff.get(path_of(failed));
  for (const char* text : {"group_refused", "&lt;the server said no&gt;", "provisioner", "Comment at the platform"}) {
    BOOST_TEST(has(page, text), text);
  }
  BOOST_TEST(!has(page, failed.main_password));
  BOOST_TEST(staff.get("/platforms/accounts/" + Uuid::make().text()).status() == 404);
  const auto customer = trading::find_account_record(db(), failed.id)->customer_id;
  BOOST_TEST(has(staff.get("/customers/" + customer.text()), listed(failed)));
}

BOOST_AUTO_TEST_CASE(a_failed_account_is_retried_once) {
  const auto failed = account("failed");
  BOOST_TEST(has(staff.get(path_of(failed)), "/retry\""));
  BOOST_TEST(staff.post(path_of(failed) + "/retry", {}).status() == 303);
  BOOST_TEST(status_of(failed) == "pending");
  BOOST_TEST(count_audit(failed, "account.retry") == 1);
  BOOST_TEST(has(staff.get(path_of(failed)), "The platform is disabled, so the account waits."));
  BOOST_TEST(staff.post(path_of(failed) + "/retry", {}).status() == 409);
  BOOST_TEST(count_audit(failed, "account.retry") == 1);
}

BOOST_AUTO_TEST_CASE(a_manual_account_is_resolved_either_way) {
  const auto first = account("manual");
  const auto second = account("manual");
  const auto third = account("created");
  BOOST_TEST(has(staff.get(path_of(first)), "/resolve\""));
  BOOST_TEST(has(staff.get(path_of(first) + "/resolve"), "cannot be taken back"));
  for (const char* login : {"", "0", "x", "-1", "12 3", "9223372036854775808"}) {
    BOOST_TEST_CONTEXT(login) {
      const auto refused = staff.post(path_of(first) + "/resolve", {{"what", "created"}, {"login", login}});
      BOOST_TEST(refused.status() == 422);
      BOOST_TEST(has(refused, "f-login-error"));
    }
  }
  const test::Fields taken{{"what", "created"}, {"login", std::to_string(third.login)}};
  BOOST_TEST(has(staff.post(path_of(first) + "/resolve", taken), "has this login"));
  const test::Fields right{{"what", "created"}, {"login", std::to_string(first.login)}};
  BOOST_TEST(staff.post(path_of(first) + "/resolve", right).status() == 303);
  BOOST_TEST(status_of(first) == "created");
  BOOST_TEST(count_audit(first, "account.resolved_created") == 1);
  BOOST_TEST(staff.post(path_of(second) + "/resolve", {{"what", "failed"}, {"code", "No!"}}).status() == 422);
  BOOST_TEST(staff.post(path_of(second) + "/resolve", {{"what", "failed"}, {"code", "not_opened"}}).status() == 303);
  BOOST_TEST(status_of(second) == "failed");
  BOOST_TEST(staff.get(path_of(third) + "/resolve").status() == 409);
  BOOST_TEST(staff.post(path_of(third) + "/resolve", {{"what", "failed"}, {"code", "not_opened"}}).status() == 409);
}

BOOST_AUTO_TEST_CASE(new_passwords_are_asked_for_once_after_a_question) {
  const auto created = account("created");
  const std::string renew = path_of(created) + "/renew-passwords";
  BOOST_TEST(has(staff.get(path_of(created)), "/admin" + renew + "\""));
  const auto question = staff.get(renew);
  BOOST_TEST(has(question, "The old ones stop working"));
  BOOST_TEST(count_audit(created, "account.renewal_asked") == 0);
  BOOST_TEST(staff.post(renew, {}).status() == 303);
  BOOST_TEST(count_audit(created, "account.renewal_asked") == 1);
  const auto page = staff.get(path_of(created));
  for (const char* text : {"waiting", "renewal_asked", "The platform is disabled, so the account waits."}) {
    BOOST_TEST(has(page, text), text);
  }
  BOOST_TEST(!has(page, "/admin" + renew + "\""));
  for (const auto& again : {staff.get(renew), staff.post(renew, {})}) {
    BOOST_TEST(again.status() == 409);
    BOOST_TEST(has(again, "A renewal waits already"));
  }
  BOOST_TEST(count_audit(created, "account.renewal_asked") == 1);
}

BOOST_AUTO_TEST_CASE(what_became_of_a_renewal_is_shown_and_it_may_be_asked_for_again) {
  const auto created = account("created");
  const std::string renew = path_of(created) + "/renew-passwords";
  BOOST_TEST(staff.post(renew, {}).status() == 303);
  const auto end = [&](const char* state, const std::optional<std::string>& code) {
    db().execute("UPDATE account_renewals SET state = ?, outcome_code = ?, next_attempt_at = NULL WHERE account_id = ?",
                 {state, code, created.id});
    return staff.get(path_of(created));
  };
  const auto failed = end("failed", "mt5_3006");
  BOOST_TEST(has(failed, "mt5_3006"));
  BOOST_TEST(has(failed, "The old passwords work as before."));
  BOOST_TEST(has(failed, "/admin" + renew + "\""));
  BOOST_TEST(has(end("manual", "unclear_for_too_long"), "renew them again"));
  BOOST_TEST(has(end("done", std::nullopt), "The customer may look at them once"));
  BOOST_TEST(has(end("done", "mt5_3006"), "The main password alone"));
  BOOST_TEST(staff.post(renew, {}).status() == 303);
  BOOST_TEST(count_audit(created, "account.renewal_asked") == 2);
}

BOOST_AUTO_TEST_CASE(accounts_that_are_not_open_or_at_mt4_have_no_renewal) {
  for (const char* status : {"failed", "manual", "pending"}) {
    const auto other = account(status);
    BOOST_TEST(!has(staff.get(path_of(other)), "renew-passwords"), status);
    BOOST_TEST(staff.get(path_of(other) + "/renew-passwords").status() == 409, status);
    BOOST_TEST(staff.post(path_of(other) + "/renew-passwords", {}).status() == 409, status);
  }
  const auto created = account("created");
  db().execute("UPDATE trading_platforms SET kind = 'mt4' WHERE name = 'MT5 Test'");
  BOOST_TEST(!has(staff.get(path_of(created)), "enew passwords"));
  BOOST_TEST(staff.get(path_of(created) + "/renew-passwords").status() == 409);
  BOOST_TEST(staff.post(path_of(created) + "/renew-passwords", {}).status() == 409);
  db().execute("UPDATE trading_platforms SET kind = 'mt5' WHERE name = 'MT5 Test'");
  BOOST_TEST(count_audit(created, "account.renewal_asked") == 0);
  BOOST_TEST(staff.post("/platforms/accounts/" + Uuid::make().text() + "/renew-passwords", {}).status() == 404);
  auto narrow = staff::Permissions();
  narrow.add({staff::Area::platforms, staff::Level::view});
  const Staff viewer(*this, narrow);
  BOOST_TEST(!has(viewer.get(path_of(created)), "renew-passwords"));
  BOOST_TEST(viewer.post(path_of(created) + "/renew-passwords", {}).status() == 403);
}

BOOST_AUTO_TEST_CASE(the_list_of_a_state_reads_an_index_and_not_the_table) {
  for (int i = 0; i < 100; ++i) static_cast<void>(account("created"));
  static_cast<void>(account("failed"));
  static_cast<void>(db().query("ANALYZE TABLE trading_accounts"));
  const auto counted =
      test::explain(db(),
                    "SELECT platform_id, status, COUNT(*) FROM trading_accounts WHERE status IN ('failed', 'manual') "
                    "GROUP BY platform_id, status");
  BOOST_TEST(counted.text_or("key", "") == "trading_accounts_by_state");
}

BOOST_AUTO_TEST_SUITE_END()
