#include "courier/mail_desk.hpp"

#include <boost/test/unit_test.hpp>

#include "mails/mail_post.hpp"
#include "mails/mail_token.hpp"

using namespace latchkey;
using namespace latchkey::courier;
using namespace std::chrono_literals;
using mails::Kind;
using test::MailPost;
using test::SmtpServer;

BOOST_FIXTURE_TEST_SUITE(mail_desk, MailPost)

BOOST_AUTO_TEST_CASE(a_mail_arrives_with_its_link_and_leaves_no_token) {
  const auto customer = add_customer();
  const auto mail = queue(Kind::set_password, customer);
  run_until([&] { return state_of(mail) == "sent"; });
  const auto taken = server().mails(email_of(customer));
  BOOST_REQUIRE(taken.size() == 1U);
  const auto& letter = taken.front();
  BOOST_TEST(letter["defects"].empty());
  BOOST_TEST(letter["type"] == "multipart/alternative");
  BOOST_TEST(letter["sender"] == "hello@members.example.com");
  BOOST_TEST(letter["from"] == "Members area <hello@members.example.com>");
  BOOST_TEST(letter["to"] == email_of(customer));
  BOOST_TEST(letter["subject"] == "Set your password for Members area");
  BOOST_TEST(letter["messageId"] == "<" + mail.text() + "@members.example.com>");
  BOOST_TEST(letter["language"] == "en");
  BOOST_TEST(letter["autoSubmitted"] == "auto-generated");
  BOOST_TEST(letter["longestLine"].get<int>() <= 998);
  BOOST_TEST(letter["html"].get<std::string>().find("<!doctype html>") == 0U);
  const auto token = crypto::SecretToken::parse(test::token_in(letter), "lp_");
  BOOST_REQUIRE(token.has_value());
  const auto found = mails::find_token(*db, mails::TokenKind::password, token->hash());
  BOOST_REQUIRE(found.token.has_value());
  BOOST_TEST(found.owner_id->text() == customer.text());
  const auto row = row_of(mail);
  BOOST_TEST(row.is_null("sealed_token"));
  BOOST_TEST(row.is_null("secret_key_id"));
  BOOST_TEST(row.integer("tries") == 1);
  run_for(200ms);
  BOOST_TEST(server().mails(email_of(customer)).size() == 1U);
}

// What the server says means: the state after some tries, and whether another one follows.
BOOST_AUTO_TEST_CASE(each_answer_means_what_the_contract_says) {
  struct Row {
    const char* name;
    const char* state;
    const char* reason;
  };
  for (const auto& [name, state, reason] :
       {Row{"rcpt550", "failed", "550 5.1.1 nobody of this name here"},
        Row{"data554", "failed", "554 5.7.1 looks like spam"}, Row{"rcpt450", "waiting", "450 4.2.1 the box is busy"},
        Row{"data451", "waiting", "451 4.3.0 try later"}}) {
    BOOST_TEST_CONTEXT(name) {
      const auto customer = add_customer(std::string(name) + "@" + Uuid::make().text() + ".example");
      const auto mail = queue(Kind::set_password, customer);
      const bool has_failed = std::string(state) == "failed";
      run_until([&] { return has_failed ? state_of(mail) == "failed" : row_of(mail).integer("tries") >= 2; });
      const auto row = row_of(mail);
      BOOST_TEST(row.text("state") == state);
      BOOST_TEST(row.text("reason") == reason);
      BOOST_TEST(row.is_null("sealed_token") == has_failed);
      if (has_failed) BOOST_TEST(row.integer("tries") == 1);
      const auto revoked = db->query("SELECT revoked_at IS NOT NULL AS is_revoked FROM mail_tokens WHERE id = ?",
                                     {row.uuid("token_id")});
      BOOST_TEST(revoked.at(0).flag("is_revoked") == has_failed);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_server_that_is_away_loses_nothing) {
  SmtpServer own;
  config.mail = own.config();
  own.stop();
  const auto customer = add_customer();
  const auto mail = queue(Kind::forgotten, customer);
  run_until([&] { return row_of(mail).integer("tries") >= 2; });
  BOOST_TEST(state_of(mail) == "waiting");
  own.start();
  own.refuse_all(true);
  const auto before = row_of(mail).integer("tries");
  run_until([&] { return row_of(mail).integer("tries") > before; });
  BOOST_TEST(state_of(mail) == "waiting");
  own.refuse_all(false);
  run_until([&] { return state_of(mail) == "sent"; });
  const auto taken = own.mails();
  BOOST_REQUIRE(taken.size() == 1U);
  BOOST_TEST(taken[0]["messageId"] == "<" + mail.text() + "@members.example.com>");
}

BOOST_AUTO_TEST_CASE(the_waits_are_those_of_the_contract_and_end_after_a_day) {
  SmtpServer own;
  config.mail = own.config();
  own.stop();
  pace = {};
  pace.idle = 20ms;
  const auto mail = queue(Kind::changed, add_customer());
  std::int64_t tries = 0;
  for (const auto seconds : {5, 60, 300, 1800, 3600, 3600}) {
    BOOST_TEST_CONTEXT(tries) {
      ++tries;
      run_until([&] { return row_of(mail).integer("tries") == tries; });
      BOOST_TEST(std::abs(row_of(mail).integer("wait") - seconds) <= 2);
      db->execute("UPDATE mails SET next_at = UTC_TIMESTAMP(6) WHERE id = ?", {mail});
    }
  }
  db->execute("UPDATE mails SET created_at = UTC_TIMESTAMP(6) - INTERVAL 24 HOUR WHERE id = ?", {mail});
  run_until([&] { return state_of(mail) == "failed"; });
  BOOST_TEST(!row_of(mail).text("reason").empty());
}

BOOST_AUTO_TEST_CASE(a_mail_that_nobody_has_tried_for_a_day_has_its_tries_before_it_is_given_up) {
  SmtpServer own;
  config.mail = own.config();
  own.stop();
  const auto mail = queue(Kind::changed, add_customer());
  db->execute("UPDATE mails SET created_at = UTC_TIMESTAMP(6) - INTERVAL 30 HOUR WHERE id = ?", {mail});
  run_until([&] { return row_of(mail).integer("tries") == 1; });
  BOOST_TEST(state_of(mail) == "waiting");
  run_until([&] { return state_of(mail) == "failed"; });
  BOOST_TEST(row_of(mail).integer("tries") == 5);
}

BOOST_AUTO_TEST_CASE(a_kind_that_only_a_newer_courier_knows_keeps_none_from_being_sent) {
  pace.most = 2;
  for (int i = 0; i < 3; ++i) {
    const auto unknown = queue(Kind::changed, add_customer());
    db->execute("UPDATE mails SET kind = 'unheard_of', next_at = UTC_TIMESTAMP(6) - INTERVAL 1 HOUR WHERE id = ?",
                {unknown});
  }
  const auto mail = queue(Kind::changed, add_customer());
  run_until([&] { return state_of(mail) == "sent"; });
  BOOST_TEST(db->query("SELECT 1 FROM mails WHERE kind = 'unheard_of' AND state = 'waiting' AND tries = 0").size() ==
             3U);
}

BOOST_AUTO_TEST_CASE(tls_is_demanded_and_checked) {
  for (const auto tls : {MailTls::starttls, MailTls::implicit}) {
    const SmtpServer own(tls, "latchkey", "secret word");
    BOOST_TEST_CONTEXT(static_cast<int>(tls)) {
      db->execute("DELETE FROM mails");  // those that the server before has refused
      config.mail = own.config();
      const auto customer = add_customer();
      const auto mail = queue(Kind::changed, customer);
      run_until([&] { return state_of(mail) == "sent"; });
      BOOST_TEST(own.mails().at(0)["tls"] == true);
      BOOST_TEST(own.mails().at(0)["signedIn"] == true);
      struct Row {
        const char* what;
        std::function<void(MailConfig&)> spoil;
      };
      for (const auto& [what, spoil] :
           {Row{"nobody knows the certificate", [](MailConfig& mail_config) { mail_config.ca_file.clear(); }},
            Row{"another name", [](MailConfig& mail_config) { mail_config.host = "127.0.0.1"; }},
            Row{"a wrong password", [](MailConfig& mail_config) { mail_config.password = "wrong"; }}}) {
        BOOST_TEST_CONTEXT(what) {
          config.mail = own.config();
          spoil(*config.mail);
          const auto refused = queue(Kind::changed, add_customer());
          run_until([&] { return row_of(refused).integer("tries") >= 2; });
          BOOST_TEST(state_of(refused) == "waiting");
          BOOST_TEST(!row_of(refused).text("reason").empty());
        }
      }
      BOOST_TEST(own.mails().size() == 1U);
    }
  }
  // A server without STARTTLS is not spoken to.
  config.mail = server().config();
  config.mail->tls = MailTls::starttls;
  const auto mail = queue(Kind::changed, add_customer());
  run_until([&] { return row_of(mail).integer("tries") >= 1; });
  BOOST_TEST(state_of(mail) == "waiting");
}

BOOST_AUTO_TEST_CASE(a_hostile_name_harms_neither_header_nor_text) {
  std::string right_to_left;
  for (int i = 0; i < 100; ++i) right_to_left += "م";
  for (const auto& name : {std::string("<b>x</b>"), std::string("A\r\nBcc: all@example.com"), right_to_left}) {
    const auto customer = add_customer();
    db->execute("UPDATE customers SET first_name = ? WHERE id = ?", {name, customer});
    const auto mail = queue(Kind::changed, customer);
    run_until([&] { return state_of(mail) == "sent"; });
    const auto taken = server().mails(email_of(customer));
    BOOST_REQUIRE(taken.size() == 1U);
    BOOST_TEST(taken[0]["defects"].empty());
    BOOST_TEST(taken[0]["recipients"].size() == 1U);
    for (const auto& header : taken[0]["headers"]) BOOST_TEST(header != "Bcc");
    BOOST_TEST(taken[0]["html"].get<std::string>().find("<b>") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_site_name_and_an_address_that_are_not_ascii_arrive) {
  config.site_name = "Größe & Söhne " + std::string(120, 'x') + " ägypten";
  config.mail->from_name = "Größe & Söhne";
  const auto customer = add_customer("jörg@" + Uuid::make().text() + ".example");
  const auto mail = queue(Kind::changed, customer);
  run_until([&] { return state_of(mail) == "sent"; });
  const auto taken = server().mails(email_of(customer));
  BOOST_REQUIRE(taken.size() == 1U);
  BOOST_TEST(taken[0]["from"] == "Größe & Söhne <hello@members.example.com>");
  const auto other = queue(Kind::set_password, customer);
  run_until([&] { return state_of(other) == "sent"; });
  BOOST_TEST(server().mails(email_of(customer)).at(1)["subject"] == "Set your password for " + config.site_name);
}

BOOST_AUTO_TEST_SUITE_END()
