#include "courier/mail_store.hpp"

#include <boost/test/unit_test.hpp>

#include "mails/mail_post.hpp"

using namespace latchkey;
using namespace latchkey::courier;
using namespace std::chrono_literals;
using mails::Kind;
using mails::Sent;
using test::MailPost;

namespace {

struct Rows : MailPost {
  // A courier takes what is due and loses it at once to the next one that asks.
  [[nodiscard]] DueMail take() const {
    const auto taken = take_due_mails(*db, {Uuid::make(), 0ms}, 10);
    BOOST_REQUIRE(taken.size() == 1U);
    return taken[0];
  }
  void write(const DueMail& mail, Sent::Verdict verdict) const {
    write_mail_result(*db, {mail, {.verdict = verdict, .words = "words of the server", .code = "smtp 450"}, 1h});
  }
  [[nodiscard]] std::size_t count_tokens() const { return db->query("SELECT 1 FROM mail_tokens").size(); }
  [[nodiscard]] MailContents contents_of(const DueMail& mail) const { return find_contents({*db, *box, config}, mail); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(mail_store, Rows)

BOOST_AUTO_TEST_CASE(what_a_late_courier_says_undoes_nothing) {
  for (const auto verdict : {Sent::Verdict::later, Sent::Verdict::refused}) {
    const auto mail = queue(Kind::changed, add_customer());
    const auto late = take();
    const auto next = take();
    write(late, verdict);
    BOOST_TEST(state_of(mail) == "waiting");
    BOOST_TEST(row_of(mail).integer("tries") == 0);
    write(next, Sent::Verdict::taken);
    BOOST_TEST(state_of(mail) == "sent");
    BOOST_TEST(row_of(mail).integer("tries") == 1);
  }
}

BOOST_AUTO_TEST_CASE(a_mail_that_the_server_took_is_sent_whoever_says_so) {
  const auto mail = queue(Kind::changed, add_customer());
  const auto late = take();
  const auto next = take();
  write(late, Sent::Verdict::taken);
  BOOST_TEST(state_of(mail) == "sent");
  for (const auto verdict : {Sent::Verdict::later, Sent::Verdict::refused, Sent::Verdict::taken}) write(next, verdict);
  BOOST_TEST(state_of(mail) == "sent");
  BOOST_TEST(row_of(mail).integer("tries") == 1);
}

BOOST_AUTO_TEST_CASE(a_try_is_written_once) {
  const auto mail = queue(Kind::changed, add_customer());
  const auto taken = take();
  for (int i = 0; i < 2; ++i) write(taken, Sent::Verdict::later);
  BOOST_TEST(row_of(mail).integer("tries") == 1);
}

BOOST_AUTO_TEST_CASE(a_mail_that_was_dropped_or_is_anothers_gets_no_link) {
  for (const char* change : {"state = 'dropped'", "holder = 'somebody else 16'"}) {
    for (const auto kind : {Kind::set_password, Kind::changed}) {
      BOOST_TEST_CONTEXT(change) {
        const auto mail = queue(kind, add_customer());
        const auto taken = take();
        db->execute(std::string("UPDATE mails SET ") + change + " WHERE id = ?", {mail});
        BOOST_TEST(std::holds_alternative<NotOurs>(contents_of(taken)));
        BOOST_TEST(row_of(mail).is_null("sealed_token"));
        BOOST_TEST(row_of(mail).is_null("token_id"));
        BOOST_TEST(count_tokens() == 0U);
        db->execute("DELETE FROM mails");
      }
    }
  }
}

// Of a mail whose link was made there is nothing to write before it is tried again.
BOOST_AUTO_TEST_CASE(a_mail_that_is_dropped_between_two_tries_is_not_sent) {
  const auto mail = queue(Kind::set_password, add_customer());
  BOOST_TEST(std::holds_alternative<mails::LetterOrder>(contents_of(take())));
  const auto again = take();
  BOOST_TEST(again.token.has_value());
  db->execute("UPDATE mails SET state = 'dropped' WHERE id = ?", {mail});
  BOOST_TEST(std::holds_alternative<NotOurs>(contents_of(again)));
}

BOOST_AUTO_TEST_SUITE_END()
