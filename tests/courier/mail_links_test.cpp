// Links to sign in by that a mail carries: which token, for how long, and when none is sent.
#include <boost/test/unit_test.hpp>

#include "courier/mail_desk.hpp"
#include "links/login_token.hpp"
#include "mails/mail_post.hpp"

using namespace latchkey;
using namespace latchkey::courier;
using namespace std::chrono_literals;
using mails::Kind;
using test::MailPost;
using test::SmtpServer;

BOOST_FIXTURE_TEST_SUITE(mail_links, MailPost)

BOOST_AUTO_TEST_CASE(a_sign_in_link_has_a_token_of_its_own_or_the_one_that_is_there) {
  const auto customer = add_customer();
  static_cast<void>(mails::queue_mail(*db, {.kind = Kind::sign_in_link, .recipient = email_of(customer)}));
  links::LoginTokenRequest request;
  request.kind = links::TokenKind::link;
  request.lifetime = 600s;
  const auto made =
      links::mint_login_token(*db, config, {.customer_id = customer, .request = request, .is_mailed = true});
  static_cast<void>(mails::queue_mail(
      *db,
      {.kind = Kind::sign_in_link, .recipient = email_of(customer), .customer_id = customer, .token_id = made.id}));
  run_until([&] { return server().mails(email_of(customer)).size() == 2U; });
  for (const auto& letter : server().mails(email_of(customer))) {
    const auto token = crypto::SecretToken::parse(test::token_in(letter), links::login_token_prefix);
    BOOST_REQUIRE(token.has_value());
    BOOST_TEST(token->reveal() != made.token.reveal());
    const auto row =
        db->query("SELECT customer_id, is_mailed FROM login_tokens WHERE token_hash = ?", {token->hash().bytes()});
    BOOST_REQUIRE(row.size() == 1U);
    BOOST_TEST(row[0].flag("is_mailed"));
  }
}

BOOST_AUTO_TEST_CASE(a_sign_in_link_that_has_waited_works_as_long_as_one_that_has_not) {
  SmtpServer own;
  config.mail = own.config();
  own.stop();
  const auto customer = add_customer();
  links::LoginTokenRequest request;
  request.kind = links::TokenKind::link;
  request.lifetime = 600s;
  const auto made =
      links::mint_login_token(*db, config, {.customer_id = customer, .request = request, .is_mailed = true});
  // As if it had waited for an hour before its first try, and for another one after it.
  const auto let_wait = [&] {
    db->execute(
        "UPDATE login_tokens SET created_at = created_at - INTERVAL 1 HOUR, expires_at = expires_at - INTERVAL 1 HOUR "
        "WHERE id = ?",
        {made.id});
  };
  let_wait();
  static_cast<void>(mails::queue_mail(
      *db,
      {.kind = Kind::sign_in_link, .recipient = email_of(customer), .customer_id = customer, .token_id = made.id}));
  const auto mail = db->query("SELECT id FROM mails WHERE token_id = ?", {made.id}).at(0).uuid("id");
  run_until([&] { return row_of(mail).integer("tries") >= 1; });
  let_wait();
  own.start();
  run_until([&] { return state_of(mail) == "sent"; });
  const auto left =
      db->query("SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(6), expires_at) AS seconds FROM login_tokens WHERE id = ?",
                {made.id});
  BOOST_TEST(left.at(0).integer("seconds") > 590);
  BOOST_TEST(left.at(0).integer("seconds") <= 600);
}

BOOST_AUTO_TEST_CASE(a_link_that_was_revoked_before_it_was_sent_is_not_sent) {
  const auto customer = add_customer();
  links::LoginTokenRequest request;
  request.kind = links::TokenKind::link;
  const auto made =
      links::mint_login_token(*db, config, {.customer_id = customer, .request = request, .is_mailed = true});
  db->execute("UPDATE login_tokens SET revoked_at = UTC_TIMESTAMP(6) WHERE id = ?", {made.id});
  static_cast<void>(mails::queue_mail(
      *db,
      {.kind = Kind::sign_in_link, .recipient = email_of(customer), .customer_id = customer, .token_id = made.id}));
  run_until([&] { return db->query("SELECT 1 FROM mails WHERE state = 'waiting'").empty(); });
  BOOST_TEST(server().mails(email_of(customer)).empty());
}

BOOST_AUTO_TEST_CASE(every_try_has_the_same_link_and_its_time_begins_anew) {
  SmtpServer own;
  config.mail = own.config();
  own.stop();
  const auto customer = add_customer();
  const auto mail = queue(Kind::forgotten, customer);
  run_until([&] { return row_of(mail).integer("tries") >= 1; });
  const auto row = row_of(mail);
  const std::string token = box->open({row.text("sealed_token"), row.text("secret_key_id")});
  db->execute("UPDATE mail_tokens SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 1 MINUTE WHERE id = ?",
              {row.uuid("token_id")});
  own.start();
  run_until([&] { return state_of(mail) == "sent"; });
  BOOST_TEST(test::token_in(own.mails().at(0)) == token);
  const auto left =
      db->query("SELECT TIMESTAMPDIFF(MINUTE, UTC_TIMESTAMP(6), expires_at) AS minutes FROM mail_tokens WHERE id = ?",
                {row.uuid("token_id")});
  BOOST_TEST(left.at(0).integer("minutes") >= 58);
}

BOOST_AUTO_TEST_SUITE_END()
