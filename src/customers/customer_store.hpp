// Customers.
#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "base/uuid.hpp"
#include "customers/person.hpp"
#include "db/connection.hpp"

namespace latchkey::customers {

struct Customer {
  Uuid id;
  std::string email;
  std::string first_name;
  std::string last_name;
  std::string phone;
  std::string phone_country_code;
  std::string nationality_country_code;
  Uuid lead_id;
  Uuid api_key_id;  // the key that created the customer
  bool is_blocked = false;
  std::string created_at;  // ISO 8601
};

[[nodiscard]] std::optional<Customer> find_customer(db::Connection& db, const Uuid& id);
[[nodiscard]] std::optional<Customer> find_customer_by_email(db::Connection& db, const std::string& email);

struct NewCustomer {
  Uuid id;
  const Person& person;
  const std::string& password_hash;
  Uuid lead_id;
  Uuid api_key_id;
  std::optional<std::string> created_at = std::nullopt;  // DATETIME(6) text; when absent, the moment of the INSERT
};

// What a creation wants to know before it hashes and writes, in one read.
struct Outlook {
  bool is_email_taken;
  std::string now;    // the database's clock, DATETIME(6) text
  std::string later;  // after the time asked for
};

[[nodiscard]] Outlook look_ahead(db::Connection& db, const std::string& email, std::chrono::seconds time);

// The unique key of the e-mail decides; `duplicate` leaves the caller's transaction to be rolled back.
[[nodiscard]] db::InsertOutcome insert_customer(db::Connection& db, const NewCustomer& customer);

}  // namespace latchkey::customers
