// Who gets a mail, how many within an hour, and in which language.
#include <boost/test/unit_test.hpp>

#include "courier/mail_desk.hpp"
#include "mails/mail_post.hpp"
#include "support/run_together.hpp"

using namespace latchkey;
using namespace latchkey::courier;
using namespace std::chrono_literals;
using mails::Kind;
using mails::Queued;
using test::MailPost;

BOOST_FIXTURE_TEST_SUITE(mail_recipients, MailPost)

BOOST_AUTO_TEST_CASE(an_address_gets_five_mails_within_an_hour) {
  const auto customer = add_customer();
  const std::string email = email_of(customer);
  const auto queue_one = [&] {
    return mails::queue_mail(*db, {.kind = Kind::changed, .recipient = email, .customer_id = customer});
  };
  for (int i = 0; i < mails::most_in_an_hour; ++i) BOOST_TEST((queue_one() == Queued::waiting));
  BOOST_TEST((queue_one() == Queued::over_limit));
  BOOST_TEST((mails::find_wait(*db, email) > 3590s));
  BOOST_TEST((mails::find_wait(*db, test::new_email()) == 0s));
  const auto dropped = db->query("SELECT reason FROM mails WHERE customer_id = ? AND state = 'dropped'", {customer});
  BOOST_TEST(dropped.size() == 1U);
  db->execute("UPDATE mail_recipients SET queued_5 = queued_5 - INTERVAL 59 MINUTE");
  BOOST_TEST((queue_one() == Queued::over_limit));
  db->execute("UPDATE mail_recipients SET queued_5 = queued_5 - INTERVAL 1 MINUTE");
  BOOST_TEST((queue_one() == Queued::waiting));
  BOOST_TEST((queue_one() == Queued::over_limit));
}

BOOST_AUTO_TEST_CASE(twenty_at_the_same_moment_are_five) {
  const auto customer = add_customer();
  const std::string email = email_of(customer);
  std::atomic<int> queued{0};
  test::run_together(20, [&](int) {
    const auto own = test::SharedDatabase::connect();
    own->in_transaction([&](db::Transaction&) {
      const auto outcome =
          mails::queue_mail(*own, {.kind = Kind::changed, .recipient = email, .customer_id = customer});
      if (outcome == Queued::waiting) ++queued;
    });
  });
  const auto rows =
      db->query("SELECT COUNT(*) AS n FROM mails WHERE customer_id = ? AND state = 'waiting'", {customer});
  BOOST_TEST(rows.at(0).integer("n") == mails::most_in_an_hour);
}

BOOST_AUTO_TEST_CASE(a_cause_has_one_mail) {
  const mails::NewMail mail{
      .kind = Kind::key_end, .recipient = test::new_email(), .cause = "key:" + Uuid::make().text()};
  BOOST_TEST((mails::queue_mail(*db, mail) == Queued::waiting));
  BOOST_TEST((mails::queue_mail(*db, mail) == Queued::told_before));
}

// Nobody is told whether an address has an account: the mail to one that has none vanishes.
BOOST_AUTO_TEST_CASE(a_mail_to_nobody_vanishes_and_one_to_a_blocked_customer_is_dropped) {
  const std::string nobody = test::new_email();
  const auto customer = add_customer();
  db->execute("UPDATE customers SET blocked_at = UTC_TIMESTAMP(6) WHERE id = ?", {customer});
  const auto known = add_customer();
  for (const auto& email : {nobody, email_of(customer), email_of(known)}) {
    BOOST_TEST(
        (mails::queue_mail(*db, {.kind = Kind::forgotten, .recipient = email, .language = "de"}) == Queued::waiting));
  }
  run_until([&] { return db->query("SELECT 1 FROM mails WHERE state = 'waiting'").empty(); });
  BOOST_TEST(db->query("SELECT 1 FROM mails WHERE recipient = ?", {nobody}).empty());
  BOOST_TEST(db->query("SELECT state FROM mails WHERE recipient = ?", {email_of(customer)}).at(0).text("state") ==
             "dropped");
  BOOST_TEST(server().mails(nobody).empty());
  BOOST_TEST(server().mails(email_of(customer)).empty());
  const auto taken = server().mails(email_of(known));
  BOOST_REQUIRE(taken.size() == 1U);
  BOOST_TEST(taken[0]["language"] == "de");  // that of the page, since the customer has none
  const auto row = db->query("SELECT customer_id FROM mails WHERE recipient = ?", {email_of(known)}).at(0);
  BOOST_TEST(row.uuid("customer_id").text() == known.text());
}

BOOST_AUTO_TEST_CASE(the_customers_language_counts_before_that_of_the_page) {
  const auto customer = add_customer();
  db->execute("UPDATE customers SET language = 'ar' WHERE id = ?", {customer});
  static_cast<void>(
      mails::queue_mail(*db, {.kind = Kind::forgotten, .recipient = email_of(customer), .language = "de"}));
  run_until([&] { return !server().mails(email_of(customer)).empty(); });
  const auto letter = server().mails(email_of(customer)).at(0);
  BOOST_TEST(letter["language"] == "ar");
  BOOST_TEST(letter["html"].get<std::string>().find("dir=\"rtl\"") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
