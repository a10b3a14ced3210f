#include "limit_statements.hpp"

#include <sodium.h>

#include <algorithm>
#include <iomanip>
#include <sstream>
#include <vector>

#include "base/uuid.hpp"

namespace latchkey::bench {
namespace {

const std::string loopback("\x7f\0\0\1", 4);  // the network that a request came from

std::string sha256(const std::string& text) {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size());
  return digest;
}

std::string numbered(const std::string& prefix, long number) {
  std::ostringstream text;
  text << prefix << std::setw(43) << std::setfill('0') << number;
  return text.str();
}

struct Key {
  Field id, name, user, source;
};

Key find_key(LimitClient& db, const std::string& value) {
  const auto rows = db.query(
      "SELECT k.id, k.name, k.rights, k.allow_list, k.expires_at, u.id AS user_id, u.first_name, u.last_name, "
      "k.revoked_at IS NOT NULL AS is_revoked, "
      "COALESCE(k.expires_at <= UTC_TIMESTAMP(6), FALSE) AS is_expired, "
      "u.disabled_at IS NOT NULL OR u.removed_at IS NOT NULL AS is_user_stopped, "
      "COALESCE(k.last_used_at < UTC_TIMESTAMP(6) - INTERVAL 60 SECOND, TRUE) AS is_use_due, "
      "COALESCE(k.last_refused_at < UTC_TIMESTAMP(6) - INTERVAL 60 SECOND, TRUE) AS is_refusal_due "
      "FROM api_keys k LEFT JOIN users u ON u.id = k.user_id WHERE k.key_hash = ?",
      {sha256(value)});
  const Row& row = rows.at(0);
  return {row.at(0), row.at(1), row.at(5), *row.at(6) + " " + *row.at(7)};
}

struct Customer {
  Key key;
  Uuid id, lead, touch;
  Serial serial;
  std::string email;
};

void insert_lead(LimitClient& db, const Customer& customer, const std::string& metadata) {
  db.change_one(
      "INSERT INTO leads (id, email, first_name, last_name, phone, phone_country_code, nationality_country_code, "
      "source_user_id, source_name, first_touch_id, latest_touch_id, metadata, created_at, updated_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)) "
      "ON DUPLICATE KEY UPDATE first_name = COALESCE(first_name, VALUES(first_name)), "
      "last_name = COALESCE(last_name, VALUES(last_name)), "
      "phone_country_code = IF(phone IS NULL, VALUES(phone_country_code), phone_country_code), "
      "phone = COALESCE(phone, VALUES(phone)), "
      "nationality_country_code = COALESCE(nationality_country_code, VALUES(nationality_country_code)), "
      "source_name = IF(VALUES(source_user_id) IS NULL, source_name, VALUES(source_name)), "
      "source_user_id = COALESCE(VALUES(source_user_id), source_user_id), "
      "latest_touch_id = VALUES(latest_touch_id), "
      "metadata = IF(LENGTH(JSON_MERGE_PATCH(metadata, VALUES(metadata))) > 200000, metadata, "
      "JSON_MERGE_PATCH(metadata, VALUES(metadata))), "
      "updated_at = VALUES(updated_at)",
      {customer.lead.bytes(), customer.email, "Maria", "Rossi", "+35799123456", "CY", "IT", customer.key.user,
       customer.key.source, customer.touch.bytes(), customer.touch.bytes(), metadata});
}

// The words by which staff find the person: src/customers/search.
void insert_words(LimitClient& db, const Customer& customer) {
  std::string id = customer.lead.text();
  std::erase(id, '-');
  std::string rows = "[";
  const Serial& serial = customer.serial;
  for (const std::string& word : std::vector<std::string>{serial.client, "35799123456", serial.count, "99123456",
                                                          "bench.example", customer.email, "mariarossi", "rossi"}) {
    rows += (rows.size() == 1 ? R"([")" : R"(,[")") + id + R"(",")" + word + R"("])";
  }
  db.change(
      "INSERT IGNORE INTO search_words (person_id, word) SELECT UNHEX(new_words.person), new_words.word "
      "FROM JSON_TABLE(?, '$[*]' COLUMNS (person CHAR(32) PATH '$[0]', word VARCHAR(64) PATH '$[1]')) AS new_words",
      {rows + "]"});
}

void insert_touch(LimitClient& db, const Customer& customer, const std::string& metadata) {
  db.change_one(
      "INSERT INTO touches (id, lead_id, touched_at, api_key_id, api_key_name, source_user_id, source_name, "
      "utm_details, metadata) VALUES (?, ?, UTC_TIMESTAMP(6), ?, ?, ?, ?, ?, ?)",
      {customer.touch.bytes(), customer.lead.bytes(), customer.key.id, customer.key.name, customer.key.user,
       customer.key.source, R"({"utm_campaign":"spring","utm_source":"newsletter"})", metadata});
}

void insert_customer(LimitClient& db, const Customer& customer, const Field& now) {
  db.change_one(
      "INSERT INTO customers (id, email, first_name, last_name, phone, phone_country_code, nationality_country_code, "
      "password_hash, lead_id, api_key_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "COALESCE(?, UTC_TIMESTAMP(6)))",
      {customer.id.bytes(), customer.email, "Maria", "Rossi", "+35799123456", "CY", "IT",
       "$argon2id$v=19$m=8,t=1,p=1$SDFZQfqcOpj0J+QZNlUNJg$vElBLa4ZwF3l6NW4dLxYcmPF2Cs9dTqUGaHk4vEJmJM",
       customer.lead.bytes(), customer.key.id, now});
}

void insert_token(LimitClient& db, const Customer& customer, const Row& times) {
  db.change_one(
      "INSERT INTO login_tokens (id, token_hash, customer_id, api_key_id, kind, return_url, shows_status_popup, "
      "created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {Uuid::make().bytes(),
       sha256(Uuid::make().bytes()),
       customer.id.bytes(),
       customer.key.id,
       "redirect",
       {},
       "1",
       times.at(1),
       times.at(2)});
}

}  // namespace

void redeem(LimitClient& db, long token_number) {
  const std::string hash = sha256(numbered("lt_", token_number));
  const auto tokens = db.query(
      "SELECT t.id, t.customer_id, t.kind, t.return_url, t.shows_status_popup, t.api_key_id, c.email, "
      "CASE WHEN c.blocked_at IS NOT NULL THEN 'customer_blocked' WHEN t.used_at IS NOT NULL THEN 'spent' "
      "WHEN t.revoked_at IS NOT NULL THEN 'revoked' WHEN t.expires_at <= UTC_TIMESTAMP(6) THEN 'expired' END "
      "AS refusal, (SELECT path FROM menus WHERE home_marker = 1 AND is_enabled = TRUE) AS home "
      "FROM login_tokens t JOIN customers c ON c.id = t.customer_id WHERE t.token_hash = ?",
      {hash});
  db.change_one(
      "UPDATE login_tokens SET used_at = UTC_TIMESTAMP(6) WHERE token_hash = ? AND used_at IS NULL "
      "AND revoked_at IS NULL AND expires_at > UTC_TIMESTAMP(6)",
      {hash});
  const Row& token = tokens.at(0);
  const Field& id = token.at(0);
  const Field& customer = token.at(1);
  db.change_one(
      "INSERT INTO sessions (id, session_hash, customer_id, email, login_token_id, shows_status_popup, address, "
      "created_at, last_seen_at, expires_at) "
      "SELECT ?, ?, id, email, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL ? SECOND "
      "FROM customers WHERE id = ? AND blocked_at IS NULL AND (? IS NULL OR password_hash = ?) LOCK IN SHARE MODE",
      {Uuid::make().bytes(), sha256(Uuid::make().bytes()), id, "1", "127.0.0.1", "43200", customer, {}, {}});
  db.change_one(
      "INSERT INTO sign_in_attempts (id, attempted_at, method, outcome, address, network, account_hash, customer_id, "
      "login_token_id, api_key_id, return_url, return_url_reason, request_id) "
      "VALUES (?, UTC_TIMESTAMP(6), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {Uuid::make().bytes(),
       "token",
       "signed_in",
       "127.0.0.1",
       loopback,
       sha256(*token.at(6)),
       customer,
       id,
       token.at(5),
       {},
       {},
       Uuid::make().text()});
  db.send("COMMIT");
}

void create(LimitClient& db, const std::string& api_key, const Serial& serial) {
  const Customer customer{.key = find_key(db, api_key),
                          .id = Uuid::make(),
                          .lead = Uuid::make(),
                          .touch = Uuid::make(),
                          .serial = serial,
                          .email = "m" + serial.run + "." + serial.client + "." + serial.count + "@bench.example"};
  const std::string metadata = R"({"plan":"gold"})";
  const auto times = db.query(
      "SELECT COUNT(*) AS customers, UTC_TIMESTAMP(6) AS now, UTC_TIMESTAMP(6) + INTERVAL ? SECOND AS later "
      "FROM customers WHERE email = ?",
      {"300", customer.email});
  db.send("START TRANSACTION");
  insert_lead(db, customer, metadata);
  insert_words(db, customer);
  insert_touch(db, customer, metadata);
  insert_customer(db, customer, times.at(0).at(1));
  insert_token(db, customer, times.at(0));
  db.send("COMMIT");
}

}  // namespace latchkey::bench
