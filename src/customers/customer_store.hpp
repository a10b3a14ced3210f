// Customers: finding them, and the insert of a new one.
#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "base/uuid.hpp"
#include "customers/fields/person.hpp"
#include "customers/leads/lead_store.hpp"
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
  std::optional<std::string> language;  // BCP 47
  Uuid lead_id;
  Uuid api_key_id;  // the key that created the customer
  bool is_blocked = false;
  std::string created_at;                                       // ISO 8601
  std::optional<std::string> email_verified_at = std::nullopt;  // ISO 8601: when a mailed link was used first
};

// A customer whose data were erased is not found, here and below.
[[nodiscard]] std::optional<Customer> find_customer(db::Connection& db, const Uuid& id);

// `email` as parse_email() gives it.
[[nodiscard]] std::optional<Customer> find_customer_by_email(db::Connection& db, const std::string& email);

// As somebody typed it: an id, or an e-mail in any case.
[[nodiscard]] std::optional<Customer> find_customer_by_id_or_email(db::Connection& db, const std::string& id_or_email);

// Calls `use` with every customer, the oldest first. They are read in pages, so that memory does not grow with their
// number.
void for_each_customer(db::Connection& db, const std::function<void(const Customer&)>& use);

// What a creation asks for before it hashes the password and writes, in one read.
struct EmailAndClock {
  bool is_email_taken;
  std::string now;    // of the database's clock, DATETIME(6) text
  std::string later;  // `ahead` after now
  // Somebody's words have the phone number: then resolve_person() says whether it is another's.
  bool is_phone_familiar;
};

[[nodiscard]] EmailAndClock read_email_and_clock(db::Connection& db, const Person& person, std::chrono::seconds ahead);

struct NewCustomer {
  Uuid id;
  const Person& person;
  const std::string& password_hash;  // empty: there is none yet
  Uuid lead_id;
  Uuid api_key_id;
  std::optional<std::string> created_at = std::nullopt;  // DATETIME(6) text; when absent, the moment of the INSERT
  // `created`: the lead was made of the same person in this transaction, so the search has the person's words.
  LeadOutcome lead_outcome = LeadOutcome::matched;
};

// The unique key of the e-mail decides; `duplicate` leaves the caller's transaction to be rolled back. The search finds
// the customer once it is inserted.
[[nodiscard]] db::InsertOutcome insert_customer(db::Connection& db, const NewCustomer& customer);

}  // namespace latchkey::customers
