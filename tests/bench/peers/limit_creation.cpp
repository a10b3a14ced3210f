#include <algorithm>
#include <vector>

#include "base/uuid.hpp"
#include "limit_statements.hpp"

namespace latchkey::bench {
namespace {

std::string hex_of(const Uuid& id) {
  std::string hex = id.text();
  std::erase(hex, '-');
  return hex;
}

struct Key {
  Field id, name, user, source;
};

Key find_key(LimitClient& db, const std::string& value) {
  const auto rows = db.query(
      R"sql(
      SELECT k.id, k.name, k.rights, k.allow_list, k.expires_at, k.limits, k.first_key_id,
          u.id AS user_id, u.first_name, u.last_name,
          k.revoked_at IS NOT NULL AS is_revoked,
          COALESCE(k.expires_at <= UTC_TIMESTAMP(6), FALSE) AS is_expired,
          u.disabled_at IS NOT NULL OR u.removed_at IS NOT NULL AS is_user_stopped,
          COALESCE(k.last_used_at < UTC_TIMESTAMP(6) - INTERVAL 60 SECOND, TRUE) AS is_use_due,
          COALESCE(k.last_refused_at < UTC_TIMESTAMP(6) - INTERVAL 60 SECOND, TRUE) AS is_refusal_due,
          EXISTS (SELECT 1 FROM endpoints e WHERE e.state <> 'disabled') AS has_listeners
      FROM api_keys k
      LEFT JOIN users u ON u.id = k.user_id
      WHERE k.key_hash = ?)sql",
      {sha256(value)});
  const Row& row = rows.at(0);
  return {row.at(0), row.at(1), row.at(7), *row.at(8) + " " + *row.at(9)};
}

struct Customer {
  Key key;
  Uuid id, lead, touch;
  Serial serial;
  std::string email;
  std::string phone;
};

void insert_lead(LimitClient& db, const Customer& customer, const std::string& metadata) {
  db.change_one(
      R"sql(
      INSERT INTO leads (id, email, first_name, last_name, phone, phone_country_code, nationality_country_code,
          language, source_user_id, source_name, first_touch_id, latest_touch_id, first_api_key_id, metadata,
          created_at, updated_at, status_id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, COALESCE(?, UTC_TIMESTAMP(6)), UTC_TIMESTAMP(6),
          (SELECT s.id
           FROM lead_statuses s
           WHERE s.group_name = ? AND s.is_enabled = TRUE
           ORDER BY s.position, s.id
           LIMIT 1))
      ON DUPLICATE KEY UPDATE
          first_name = COALESCE(first_name, VALUES(first_name)),
          last_name = COALESCE(last_name, VALUES(last_name)),
          phone_country_code = IF(phone IS NULL, VALUES(phone_country_code), phone_country_code),
          phone = COALESCE(phone, VALUES(phone)),
          nationality_country_code = COALESCE(nationality_country_code, VALUES(nationality_country_code)),
          language = COALESCE(language, VALUES(language)),
          source_name = IF(VALUES(source_user_id) IS NULL, source_name, VALUES(source_name)),
          source_user_id = COALESCE(VALUES(source_user_id), source_user_id),
          latest_touch_id = VALUES(latest_touch_id),
          metadata = IF(LENGTH(JSON_MERGE_PATCH(metadata, VALUES(metadata))) > 200000,
                        metadata,
                        JSON_MERGE_PATCH(metadata, VALUES(metadata))),
          updated_at = VALUES(updated_at))sql",
      {customer.lead.bytes(),
       customer.email,
       "Maria",
       "Rossi",
       customer.phone,
       "CY",
       "IT",
       {},
       customer.key.user,
       customer.key.source,
       customer.touch.bytes(),
       customer.touch.bytes(),
       customer.key.id,
       metadata,
       {},
       "converted"});
}

// The words by which staff find the person: src/customers/search.
void insert_words(LimitClient& db, const Customer& customer) {
  const std::string id = hex_of(customer.lead);
  std::string rows = "[";
  const Serial& serial = customer.serial;
  for (const std::string& word :
       std::vector<std::string>{serial.client, customer.phone.substr(1), serial.count, customer.phone.substr(4),
                                "bench.example", customer.email, "mariarossi", "rossi"}) {
    rows += (rows.size() == 1 ? R"([")" : R"(,[")") + id + R"(",")" + word + R"("])";
  }
  db.change(
      R"sql(
      INSERT IGNORE INTO search_words (person_id, word)
      SELECT UNHEX(new_words.person), new_words.word
      FROM JSON_TABLE(?, '$[*]' COLUMNS (
          person CHAR(32) PATH '$[0]',
          word VARCHAR(64) CHARACTER SET utf8mb4 PATH '$[1]')) AS new_words)sql",
      {rows + "]"});
}

void insert_touch(LimitClient& db, const Customer& customer, const std::string& metadata) {
  db.change_one(
      R"sql(
      INSERT INTO touches (id, lead_id, touched_at, api_key_id, api_key_name, source_user_id, source_name,
          utm_details, metadata)
      VALUES (?, ?, COALESCE(?, UTC_TIMESTAMP(6)), ?, ?, ?, ?, ?, ?))sql",
      {customer.touch.bytes(),
       customer.lead.bytes(),
       {},
       customer.key.id,
       customer.key.name,
       customer.key.user,
       customer.key.source,
       R"({"utm_campaign":"spring","utm_source":"newsletter"})",
       metadata});
}

void insert_customer(LimitClient& db, const Customer& customer, const Field& now) {
  db.change_one(
      R"sql(
      INSERT INTO customers (id, email, first_name, last_name, phone, phone_country_code, nationality_country_code,
          language, password_hash, lead_id, api_key_id, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, COALESCE(?, UTC_TIMESTAMP(6))))sql",
      {customer.id.bytes(),
       customer.email,
       "Maria",
       "Rossi",
       customer.phone,
       "CY",
       "IT",
       {},
       "$argon2id$v=19$m=8,t=1,p=1$SDFZQfqcOpj0J+QZNlUNJg$vElBLa4ZwF3l6NW4dLxYcmPF2Cs9dTqUGaHk4vEJmJM",
       customer.lead.bytes(),
       customer.key.id,
       now});
}

void insert_token(LimitClient& db, const Customer& customer, const Row& times) {
  db.change_one(
      R"sql(
      INSERT INTO login_tokens (id, token_hash, customer_id, api_key_id, kind, return_url, shows_status_popup, is_mailed,
          created_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?))sql",
      {Uuid::make().bytes(),
       sha256(Uuid::make().bytes()),
       customer.id.bytes(),
       customer.key.id,
       "redirect",
       {},
       "1",
       "0",
       times.at(1),
       times.at(2)});
}

}  // namespace

void Creations::create(const std::string& api_key, const Serial& serial) {
  const auto number =
      std::to_string(1'000'000 + std::hash<std::string>{}(serial.run + serial.client + serial.count) % 1'000'000);
  const Customer customer{.key = find_key(db_, api_key),
                          .id = Uuid::make(),
                          .lead = Uuid::make(),
                          .touch = Uuid::make(),
                          .serial = serial,
                          .email = "m" + serial.run + "." + serial.client + "." + serial.count + "@bench.example",
                          .phone = "+35799" + number.substr(1)};
  const std::string metadata = R"({"plan":"gold"})";
  const auto times = db_.query(
      R"sql(
      SELECT COUNT(*) AS customers,
          UTC_TIMESTAMP(6) AS now,
          UTC_TIMESTAMP(6) + INTERVAL ? SECOND AS later,
          EXISTS (SELECT 1 FROM search_words FORCE INDEX (search_words_by_word) WHERE word = ?) AS is_phone_familiar
      FROM customers
      WHERE email = ?)sql",
      {"300", customer.phone.substr(1), customer.email});
  db_.send("START TRANSACTION");
  insert_lead(db_, customer, metadata);
  insert_words(db_, customer);
  insert_touch(db_, customer, metadata);
  insert_customer(db_, customer, times.at(0).at(1));
  insert_token(db_, customer, times.at(0));
  db_.send("COMMIT");
  note_call(*customer.key.id, hex_of(customer.lead), hex_of(customer.id));
}

void Creations::note_call(const std::string& key, const std::string& lead, const std::string& customer) {
  static constexpr int at_once = 200;
  const std::string request = hex_of(Uuid::make());
  calls_ += (calls_.empty() ? R"([[")" : R"(,[")") + hex_of(Uuid::make()) + R"(",")" + request + R"(",500000,")" +
            hex_of(Uuid::from_bytes(key)) + R"(","/api/v1/customers",201,null,"[]",9,"127.0.0.1",")" + lead + R"(",")" +
            customer + R"("])";
  if (++noted_ % at_once != 0) return;
  db_.change(
      R"sql(
      INSERT INTO api_calls (id, request_id, called_at, api_key_id, route, status, code, pointers, milliseconds, address,
          lead_id, customer_id)
      SELECT UNHEX(c.id), c.request_id, UTC_TIMESTAMP(6) - INTERVAL c.age MICROSECOND, UNHEX(c.api_key_id), c.route,
          c.status, c.code, c.pointers, c.milliseconds, c.address, UNHEX(c.lead_id), UNHEX(c.customer_id)
      FROM JSON_TABLE(?, '$[*]' COLUMNS (
          id CHAR(32) PATH '$[0]',
          request_id VARCHAR(64) PATH '$[1]',
          age BIGINT PATH '$[2]',
          api_key_id CHAR(32) PATH '$[3]',
          route VARCHAR(60) PATH '$[4]',
          status INT PATH '$[5]',
          code VARCHAR(40) PATH '$[6]',
          pointers TEXT PATH '$[7]',
          milliseconds BIGINT PATH '$[8]',
          address VARCHAR(45) PATH '$[9]',
          lead_id CHAR(32) PATH '$[10]',
          customer_id CHAR(32) PATH '$[11]')) AS c)sql",
      {calls_ + "]"});
  calls_.clear();
}

}  // namespace latchkey::bench
