// Somebody of whom there is something in every table of the map of personal data.
#pragma once
#include <boost/test/unit_test.hpp>
#include <memory>
#include <string>
#include <vector>

#include "api/creation/idempotency.hpp"
#include "attempts/attempt_log.hpp"
#include "crypto/digest.hpp"
#include "crypto/secret_box.hpp"
#include "customers/care/person_notes.hpp"
#include "customers/customer_access.hpp"
#include "customers/import/stored_file.hpp"
#include "customers/privacy/erase_person.hpp"
#include "mails/mail_queue.hpp"
#include "mails/mail_token.hpp"
#include "members/session_limits.hpp"
#include "members/sessions/session_store.hpp"
#include "support/folders.hpp"
#include "support/people.hpp"
#include "support/throwaway_server.hpp"
#include "support/trading_accounts.hpp"

namespace latchkey::test {

inline const audit::Actor eraser{"test", {}};

// Texts that are found nowhere else.
inline std::string unusual(const std::string& word) { return word + Uuid::make().text().substr(24); }

struct Somebody {
  Somebody() : db(SharedDatabase::connect()), key(make_key(*db, "Paula")) {
    crypto::add_secret_key(key_file);
    static int count = 0;
    phone += std::to_string(10 + count++);
    const customers::Person person{email, first_name, last_name, phone, "CY", "IT"};
    const customers::Marketing marketing{{{"utm_campaign", utm}}, {{"click", metadata}}};
    const auto touched = customers::touch_lead(*db, person, marketing, api::make_touch_origin(key));
    lead = touched.id;
    BOOST_REQUIRE((customers::insert_customer(*db, {customer, person, "hash-" + secret, lead, key.id}) ==
                   db::InsertOutcome::inserted));
    visit();
    trade();
    tell();
    mail();
    look_at();
    wait_in_a_file();
  }

  void visit() const {
    db->in_transaction([&](db::Transaction&) {
      static_cast<void>(members::open_session(*db, {.customer_id = customer, .address = address}, session_limits));
    });
    const auto token = links::mint_login_token(
        *db, test_config(),
        {.customer_id = customer,
         .request = {links::TokenKind::link, std::chrono::seconds{300}, "/" + return_page, true}});
    attempts::record_attempt(*db, {address, "r1"},
                             {.method = attempts::Method::token,
                              .outcome = attempts::Outcome::must_confirm,
                              .customer_id = customer,
                              .login_token_id = token.id,
                              .return_url = "/" + return_page});
    attempts::record_attempt(*db, {address, "r2"},
                             {.method = attempts::Method::password,
                              .outcome = attempts::Outcome::wrong_password,
                              .account_hash = crypto::sha256(email)});
  }

  void trade() const {
    const auto account = make_account(*db, crypto::SecretBox(key_file), customer, "failed");
    db->execute("UPDATE trading_accounts SET customer_address = ? WHERE id = ?", {address, account.id});
    db->execute(
        R"sql(
        INSERT INTO account_events (id, account_id, happened_at, actor, step, detail)
        VALUES (?, ?, UTC_TIMESTAMP(6), 'provisioner', 'answer', ?))sql",
        {Uuid::make(), account.id, "no account for " + last_name});
    renew(account.id);
    db->execute(
        R"sql(
        INSERT INTO deposits (id, api_key_id, reference, customer_id, lead_id, amount, currency, occurred_at, is_first,
            received_at)
        VALUES (?, ?, ?, ?, ?, '250.00', 'EUR', UTC_TIMESTAMP(6), TRUE, UTC_TIMESTAMP(6)))sql",
        {Uuid::make(), key.id, reference, customer, lead});
  }

  // New passwords of the account are on their way.
  void renew(const Uuid& account) const {
    const auto sealed = crypto::SecretBox(key_file).seal("Renewed1!");
    db->execute(
        R"sql(
        INSERT INTO account_renewals (account_id, platform_id, state, main_password, investor_password, secret_key_id,
            asked_at, updated_at)
        SELECT id, platform_id, 'waiting', ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)
        FROM trading_accounts
        WHERE id = ?)sql",
        {sealed.bytes, sealed.bytes, sealed.key_id, account});
  }

  // What was told to the partner.
  void tell() const {
    const auto answered = api::IdempotencyClaim::make(*db, request(), key, body());
    const nlohmann::json answer{{"customer", {{"email", email}}}, {"lead", {{"id", lead.text()}}}};
    BOOST_REQUIRE((std::get<api::IdempotencyClaim>(answered).remember({201, "/x", answer, std::nullopt}) ==
                   db::InsertOutcome::inserted));
    db->execute(
        R"sql(
        INSERT INTO deliveries (id, endpoint_id, event, cause, lead_id, payload, state, next_at, created_at)
        VALUES (?, ?, 'lead.created', ?, ?, ?, 'waiting', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)))sql",
        {delivery, Uuid::make(), delivery.text(), lead, nlohmann::json{{"metadata", metadata}}.dump()});
    db->execute(
        R"sql(
        INSERT INTO delivery_tries (delivery_id, number, tried_at, duration_ms, answer, error)
        VALUES (?, 1, UTC_TIMESTAMP(6), 5, ?, ?))sql",
        {delivery, "thanks for " + metadata, "refused " + metadata});
  }

  // What was mailed, one of them without anybody's id, since the address was typed.
  void mail() const {
    mails::queue_mail(*db, {.kind = mails::Kind::trading_account,
                            .recipient = email,
                            .customer_id = customer,
                            .facts = {{"platform", metadata}}});
    mails::queue_mail(*db, {.kind = mails::Kind::forgotten, .recipient = email});
    db->execute("UPDATE mails SET reason = ? WHERE recipient = ?", {"550 no " + email, email});
    mails::insert_token(*db, mails::TokenKind::password, {Uuid::make(), customer},
                        crypto::SecretToken::make("lp_").hash(), std::chrono::hours{1});
  }

  // What staff have done.
  void look_at() const {
    customers::block_customer(*db, eraser, customers::find_customer(*db, customer).value(), "said he was " + last_name);
    customers::unblock_customer(*db, eraser, customers::find_customer(*db, customer).value());
    db->execute("UPDATE customers SET block_reason = ? WHERE id = ?", {last_name, customer});
    BOOST_REQUIRE(customers::add_person_note(*db, eraser, lead, last_name + " called from " + phone));
    for (const std::string& text : {email, phone, last_name}) {
      audit::record_change(*db, eraser, {"customer.export", "list", std::nullopt, nullptr, {{"search", text}}});
    }
  }

  // A file of leads that somebody of the office has chosen.
  void wait_in_a_file() const {
    BOOST_REQUIRE(customers::store_file(*db, {.user_id = Uuid::make(),
                                              .name = last_name + ".csv",
                                              .text = "email,phone\n" + email + "," + phone + "\n",
                                              .source_user_id = std::nullopt})
                      .has_value());
  }

  static http::Request request() {
    http::Request request;
    request.path = "/api/v1/customers";
    request.headers = {{"idempotency-key", "k"}};
    return request;
  }
  [[nodiscard]] static nlohmann::json body() { return {{"a", 1}}; }

  [[nodiscard]] customers::EraseOrder order() const {
    return {.actor = eraser, .lead_id = lead, .whom = customers::Whom::customer};
  }
  [[nodiscard]] customers::EraseOutcome erase() const { return customers::erase_person(*db, order()); }

  [[nodiscard]] std::vector<std::string> texts() const {
    return {email,       first_name, last_name, phone,     phone.substr(1), address,
            return_page, metadata,   utm,       reference, secret,          crypto::sha256(email)};
  }

  std::unique_ptr<db::Connection> db;
  TemporaryFolder folder;
  std::string key_file = folder.path() / "secrets.key";
  api::ApiKey key;
  std::string email = new_email();
  std::string first_name = unusual("Zora");
  std::string last_name = unusual("Quittenbaum");
  std::string phone = "+357991234";
  std::string address = new_address();
  std::string return_page = unusual("wallet/zora-");
  std::string metadata = unusual("Click");
  std::string utm = unusual("Spring");
  std::string reference = unusual("deposit-of-zora-");
  std::string secret = unusual("Secret");
  Uuid lead;
  Uuid customer = Uuid::make();
  Uuid delivery = Uuid::make();
};

}  // namespace latchkey::test
