#include "courier/mail_desk.hpp"

#include <sys/wait.h>

#include <boost/test/unit_test.hpp>
#include <csignal>

#include "links/login_token.hpp"
#include "mails/mail_post.hpp"
#include "mails/mail_token.hpp"
#include "support/run_together.hpp"

using namespace latchkey;
using namespace latchkey::courier;
using namespace std::chrono_literals;
using mails::Kind;
using mails::Queued;
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

BOOST_AUTO_TEST_CASE(a_key_that_is_lost_keeps_the_mail_waiting) {
  SmtpServer own;
  config.mail = own.config();
  own.stop();
  const auto mail = queue(Kind::set_password, add_customer());
  run_until([&] { return row_of(mail).integer("tries") >= 1; });
  db->execute("UPDATE mails SET secret_key_id = 'lost', next_at = UTC_TIMESTAMP(6) WHERE id = ?", {mail});
  const auto before = row_of(mail).integer("tries");
  run_until([&] { return row_of(mail).integer("tries") > before; });
  BOOST_TEST(state_of(mail) == "waiting");
  BOOST_TEST(row_of(mail).text("reason").find("key") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(two_couriers_share_and_send_nothing_twice) {
  std::vector<Uuid> all;
  for (int i = 0; i < 40; ++i) all.push_back(queue(Kind::changed, add_customer()));
  const auto before = server().mails().size();
  test::run_together(2, [&](int) {
    const auto own = test::SharedDatabase::connect();
    Transfers transfers;
    Courier couriers(*own, transfers);
    couriers.add(std::make_unique<MailDesk>(MailTools{*own, transfers, *box, config}, pace));
    const auto deadline = std::chrono::steady_clock::now() + 15s;
    while (std::chrono::steady_clock::now() < deadline &&
           !own->query("SELECT 1 FROM mails WHERE state = 'waiting' LIMIT 1").empty()) {
      couriers.run_step();
    }
  });
  for (const auto& mail : all) BOOST_TEST(state_of(mail) == "sent");
  BOOST_TEST(server().mails().size() == before + all.size());
}

BOOST_AUTO_TEST_CASE(a_courier_that_is_killed_at_any_step_leaves_its_mail_to_the_next) {
  struct Row {
    const char* what;
    MailStep step;
    std::size_t most;  // how often it may arrive
  };
  pace.lease = 3s;
  pace.longest_try = 1500ms;
  for (const Row& row :
       {Row{"taken", MailStep::taken, 1}, Row{"prepared", MailStep::prepared, 1}, Row{"sending", MailStep::sending, 1},
        Row{"answered", MailStep::answered, 2}, Row{"written", MailStep::written, 1}}) {
    BOOST_TEST_CONTEXT(row.what) {
      const auto customer = add_customer();
      const auto mail = queue(Kind::set_password, customer);
      const int courier = start_doomed_courier(row.step);
      int status = 0;
      ::waitpid(courier, &status, 0);
      BOOST_TEST(WIFSIGNALED(status));
      run_until([&] { return state_of(mail) == "sent"; });
      run_for(300ms);
      const auto taken = server().mails(email_of(customer));
      BOOST_TEST(taken.size() == row.most);
      for (const auto& letter : taken) {
        BOOST_TEST(letter["messageId"] == taken[0]["messageId"]);
        BOOST_TEST(test::token_in(letter) == test::token_in(taken[0]));
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
