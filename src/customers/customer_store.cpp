#include "customers/customer_store.hpp"

#include "base/clock_text.hpp"

namespace latchkey::customers {
namespace {

constexpr std::string_view select_by_id =
    R"sql(
    SELECT id, email, first_name, last_name, phone, phone_country_code, nationality_country_code, lead_id,
        api_key_id, blocked_at IS NOT NULL, created_at
    FROM customers
    WHERE id = ?)sql";
constexpr std::string_view select_by_email =
    R"sql(
    SELECT id, email, first_name, last_name, phone, phone_country_code, nationality_country_code, lead_id,
        api_key_id, blocked_at IS NOT NULL, created_at
    FROM customers
    WHERE email = ?)sql";

std::optional<Customer> first_customer(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  return Customer{row.uuid(0),
                  row.text(1),
                  row.text(2),
                  row.text(3),
                  row.text(4),
                  row.text(5),
                  row.text(6),
                  row.uuid(7),
                  row.uuid(8),
                  row.flag(9),
                  iso8601_from_database(row.text(10))};
}

}  // namespace

std::optional<Customer> find_customer(db::Connection& db, const Uuid& id) {
  return first_customer(db.query(select_by_id, {id}));
}

std::optional<Customer> find_customer_by_email(db::Connection& db, const std::string& email) {
  return first_customer(db.query(select_by_email, {email}));
}

Outlook look_ahead(db::Connection& db, const std::string& email, std::chrono::seconds time) {
  const auto rows = db.query(
      R"sql(
      SELECT COUNT(*), UTC_TIMESTAMP(6) AS now, UTC_TIMESTAMP(6) + INTERVAL ? SECOND AS later
      FROM customers
      WHERE email = ?)sql",
      {time.count(), email});
  return {rows.at(0).flag(0), rows.at(0).text(1), rows.at(0).text(2)};
}

db::InsertOutcome insert_customer(db::Connection& db, const NewCustomer& customer) {
  const Person& person = customer.person;
  return db.insert(
      R"sql(
      INSERT INTO customers (id, email, first_name, last_name, phone, phone_country_code, nationality_country_code,
          password_hash, lead_id, api_key_id, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, COALESCE(?, UTC_TIMESTAMP(6))))sql",
      {customer.id, person.email, person.first_name, person.last_name, person.phone, person.phone_country_code,
       person.nationality_country_code, customer.password_hash, customer.lead_id, customer.api_key_id,
       customer.created_at},
      "customers_email_unique");
}

}  // namespace latchkey::customers
