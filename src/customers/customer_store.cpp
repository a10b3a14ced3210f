#include "customers/customer_store.hpp"

#include "base/clock_text.hpp"
#include "customers/fields/erased_mark.hpp"
#include "customers/phone_owner.hpp"
#include "customers/search/person_words.hpp"
#include "customers/search/word_store.hpp"
#include "email/email.hpp"

namespace latchkey::customers {
namespace {

constexpr std::string_view select_customers =
    R"sql(
    SELECT id, email, first_name, last_name, phone, phone_country_code, nationality_country_code, language, lead_id,
        api_key_id, blocked_at IS NOT NULL AS is_blocked, created_at, email_verified_at
    FROM customers
    )sql";

Customer customer_of(const db::Row& row) {
  return {.id = row.uuid("id"),
          .email = row.text("email"),
          .first_name = row.text("first_name"),
          .last_name = row.text("last_name"),
          .phone = row.text("phone"),
          .phone_country_code = row.text("phone_country_code"),
          .nationality_country_code = row.text("nationality_country_code"),
          .language = row.optional_text("language"),
          .lead_id = row.uuid("lead_id"),
          .api_key_id = row.uuid("api_key_id"),
          .is_blocked = row.flag("is_blocked"),
          .created_at = iso8601_from_database(row.text("created_at")),
          .email_verified_at = row.is_null("email_verified_at")
                                   ? std::nullopt
                                   : std::optional(iso8601_from_database(row.text("email_verified_at")))};
}

std::optional<Customer> first_customer(const db::Rows& rows) {
  if (rows.empty() || is_erased_email(rows.front().text("email"))) return std::nullopt;
  return customer_of(rows.front());
}

}  // namespace

std::optional<Customer> find_customer(db::Connection& db, const Uuid& id) {
  static const std::string sql = std::string(select_customers) + "WHERE id = ?";
  return first_customer(db.query(sql, {id}));
}

std::optional<Customer> find_customer_by_email(db::Connection& db, const std::string& email) {
  static const std::string sql = std::string(select_customers) + "WHERE email = ?";
  return first_customer(db.query(sql, {email}));
}

std::optional<Customer> find_customer_by_id_or_email(db::Connection& db, const std::string& id_or_email) {
  if (const auto id = Uuid::parse(id_or_email)) return find_customer(db, *id);
  return find_customer_by_email(db, email::normalize_email(id_or_email));
}

void for_each_customer(db::Connection& db, const std::function<void(const Customer&)>& use) {
  static const std::string sql = std::string(select_customers) + "WHERE id > ? ORDER BY id LIMIT 500";
  Uuid last_id;
  for (;;) {
    const auto rows = db.query(sql, {last_id});
    if (rows.empty()) return;
    for (const auto& row : rows) {
      if (!is_erased_email(row.text("email"))) use(customer_of(row));
    }
    last_id = rows.back().uuid("id");
  }
}

EmailAndClock read_email_and_clock(db::Connection& db, const Person& person, std::chrono::seconds ahead) {
  const auto rows = db.query(
      R"sql(
      SELECT COUNT(*) AS customers,
          UTC_TIMESTAMP(6) AS now,
          UTC_TIMESTAMP(6) + INTERVAL ? SECOND AS later,
          EXISTS (SELECT 1 FROM search_words FORCE INDEX (search_words_by_word) WHERE word = ?) AS is_phone_familiar
      FROM customers
      WHERE email = ?)sql",
      {ahead.count(), find_phone_word(person), person.email});
  const auto& row = rows.at(0);
  return {row.integer("customers") > 0, row.text("now"), row.text("later"), row.flag("is_phone_familiar")};
}

db::InsertOutcome insert_customer(db::Connection& db, const NewCustomer& customer) {
  const Person& person = customer.person;
  const auto outcome = db.insert(
      R"sql(
      INSERT INTO customers (id, email, first_name, last_name, phone, phone_country_code, nationality_country_code,
          language, password_hash, lead_id, api_key_id, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, COALESCE(?, UTC_TIMESTAMP(6))))sql",
      {customer.id, person.email, person.first_name, person.last_name, person.phone, person.phone_country_code,
       person.nationality_country_code, person.language, customer.password_hash, customer.lead_id, customer.api_key_id,
       customer.created_at},
      "customers_email_unique");
  if (outcome == db::InsertOutcome::inserted && customer.lead_outcome == LeadOutcome::matched) {
    add_missing_words(db, customer.lead_id, words_of(person));
  }
  return outcome;
}

}  // namespace latchkey::customers
