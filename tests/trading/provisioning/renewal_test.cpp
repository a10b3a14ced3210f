// New passwords for open accounts, as staff ask for them and the provisioner carries them out.
#include <boost/test/unit_test.hpp>

#include "cli/upkeep/key_rotation.hpp"
#include "support/run_together.hpp"
#include "trading/provisioning/renewals.hpp"

using namespace latchkey;
using namespace latchkey::trading;
using test::SharedDatabase;

BOOST_FIXTURE_TEST_SUITE(renewal, test::Renewals)

BOOST_AUTO_TEST_CASE(both_passwords_are_new_and_wait_for_the_customer) {
  const auto account = open();
  const auto before = at_platform(account);
  look_at(account);
  BOOST_TEST(ask(account) == RenewalRequest::asked);
  BOOST_TEST(waiting(account) == test::Passwords());
  BOOST_TEST(carry_out(account) == RenewalState::done);
  check_renewed(account, before);
  BOOST_TEST(steps(account) == "queued send created renewal_asked renewal_send passwords_renewed ");
  BOOST_TEST(find_account(*db, account)->status == ShownStatus::created);
  BOOST_TEST(simulator.count_command("/api/user/change_password") == 2);
  const auto log = db->query("SELECT actor, after_change FROM audit_log WHERE subject_id = ?", {account});
  BOOST_REQUIRE(log.size() == 1U);
  BOOST_TEST(log.front().text("actor") == "eva@example.com");
  const auto first = at_platform(account);
  BOOST_TEST(ask(account) == RenewalRequest::asked);
  BOOST_TEST(carry_out(account) == RenewalState::done);
  check_renewed(account, first);
}

BOOST_AUTO_TEST_CASE(partners_and_endpoints_are_told_nothing) {
  const auto account = open();
  const auto told = [&] {
    return db->query("SELECT COUNT(*) AS count FROM happenings").at(0).integer("count") +
           db->query("SELECT COUNT(*) AS count FROM mails").at(0).integer("count");
  };
  const auto lead = [&] {
    return db
        ->query(
            R"sql(
            SELECT l.updated_at FROM leads l JOIN customers c ON c.lead_id = l.id
            JOIN trading_accounts a ON a.customer_id = c.id WHERE a.id = ?)sql",
            {account})
        .at(0)
        .text("updated_at");
  };
  const auto before = told();
  const auto changed = lead();
  BOOST_TEST(ask(account) == RenewalRequest::asked);
  BOOST_TEST(carry_out(account) == RenewalState::done);
  BOOST_TEST(told() == before);
  BOOST_TEST(lead() == changed);
}

BOOST_AUTO_TEST_CASE(of_two_wishes_at_once_one_is_asked) {
  const auto account = open();
  std::atomic<int> asked{0};
  test::run_together(8, [&](int) {
    const auto own = SharedDatabase::connect();
    const auto outcome = ask_for_renewal(*own, test::renewing_staff, account);
    if (outcome == RenewalRequest::asked) ++asked;
  });
  BOOST_TEST(asked == 1);
  BOOST_TEST(ask(account) == RenewalRequest::waits_already);
  BOOST_TEST(steps(account) == "queued send created renewal_asked ");
  BOOST_TEST(carry_out(account) == RenewalState::done);
  BOOST_TEST(simulator.count_command("/api/user/change_password") == 2);
}

BOOST_AUTO_TEST_CASE(only_an_open_account_is_renewed) {
  BOOST_TEST(ask(Uuid::make()) == RenewalRequest::wrong_state);
  const auto account = queue();
  BOOST_TEST(ask(account) == RenewalRequest::wrong_state);
  db->execute("UPDATE trading_accounts SET status = 'failed' WHERE id = ?", {account});
  BOOST_TEST(ask(account) == RenewalRequest::wrong_state);
  db->execute("UPDATE trading_accounts SET status = 'created', login = 1 WHERE id = ?", {account});
  db->execute("UPDATE trading_platforms SET kind = 'mt4' WHERE id = ?", {platform.id});
  BOOST_TEST(ask(account) == RenewalRequest::wrong_platform);
  BOOST_TEST(!find_renewal(*db, account));
  db->execute("UPDATE trading_platforms SET kind = 'mt5' WHERE id = ?", {platform.id});
  db->execute(
      R"sql(
      INSERT INTO erased_people (lead_id, erased_at)
      SELECT c.lead_id, UTC_TIMESTAMP(6) FROM customers c JOIN trading_accounts a ON a.customer_id = c.id
      WHERE a.id = ?)sql",
      {account});
  BOOST_TEST(ask(account) == RenewalRequest::erased);
}

// Lost first, refused afterwards: the look tells which passwords the account has.
// Nobody can tell which passwords the account has: they are kept, and the next renewal sends them again.
BOOST_AUTO_TEST_CASE(passwords_whose_key_is_lost_go_to_a_person_and_hold_nobody_up) {
  const auto account = open();
  const auto before = at_platform(account);
  BOOST_TEST(ask(account) == RenewalRequest::asked);
  provision_and_die(SendStep::sending);
  db->execute("UPDATE account_renewals SET secret_key_id = 'lost' WHERE account_id = ?", {account});
  BOOST_TEST(carry_out(account) == RenewalState::manual);
  BOOST_TEST(standing(account).code == "row_unreadable");
  BOOST_TEST(ask(account) == RenewalRequest::asked);
  BOOST_TEST(carry_out(account) == RenewalState::done);
  check_renewed(account, before);
}

BOOST_AUTO_TEST_CASE(passwords_on_their_way_are_sealed_again_with_the_others) {
  const auto account = open();
  // Rows of other cases were sealed with keys that are gone.
  db->execute("DELETE FROM account_openings WHERE account_id <> ?", {account});
  db->execute("DELETE FROM account_renewals");
  db->execute("UPDATE trading_platforms SET secret = NULL, secret_key_id = NULL WHERE id <> ?", {platform.id});
  BOOST_TEST(ask(account) == RenewalRequest::asked);
  provision_and_die(SendStep::half_way);
  const auto main = at_platform(account).main;
  const std::string key_file = folder.path() / "secrets.key";
  BOOST_REQUIRE(cli::rotate_secret_keys(*db, test::renewing_staff, key_file).has_value());
  const auto row = db->query("SELECT secret_key_id FROM account_renewals WHERE account_id = ?", {account}).at(0);
  BOOST_TEST(row.text("secret_key_id") == crypto::SecretBox(key_file).current_key());
  BOOST_TEST(carry_out(account) == RenewalState::done);
  BOOST_TEST(at_platform(account).main == main);
  BOOST_TEST(waiting(account) == at_platform(account));
}

// A process that was stopped while it sent must not undo what another one has done since.
BOOST_AUTO_TEST_CASE(what_a_late_process_has_found_is_not_stored) {
  const auto account = open();
  const auto before = at_platform(account);
  BOOST_TEST(ask(account) == RenewalRequest::asked);
  const auto late = take_due_renewal(*db, platform.id, *box).value();
  db->execute("UPDATE account_renewals SET attempts = attempts + 1 WHERE account_id = ?", {account});
  const Failure failure{Outcome::refused_for_good, "late", "late"};
  fail_renewal(*db, late, failure);
  put_renewal_back(*db, late, failure, Trace::none, test::fast_pace());
  finish_renewal(*db, late, Renewed::both, {});
  BOOST_TEST(standing(account).state == RenewalState::waiting);
  BOOST_TEST(standing(account).code.empty());
  BOOST_TEST(waiting(account) == before);
  BOOST_TEST(steps(account).ends_with("renewal_asked "));
  BOOST_TEST(carry_out(account) == RenewalState::done);
}

BOOST_AUTO_TEST_CASE(an_account_that_a_person_has_resolved_is_renewed_too) {
  const auto account = open();
  const auto before = at_platform(account);
  db->execute("DELETE FROM account_openings WHERE account_id = ?", {account});
  BOOST_TEST(ask(account) == RenewalRequest::asked);
  BOOST_TEST(carry_out(account) == RenewalState::done);
  check_renewed(account, before);
}

BOOST_AUTO_TEST_SUITE_END()
