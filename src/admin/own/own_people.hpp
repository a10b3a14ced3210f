// The leads of one source and the customers that they have become. Each statement asks for the source.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::admin {

struct OwnPerson {
  Uuid lead_id;
  std::optional<Uuid> customer_id;
  std::string email;
  std::string first_name;  // a lead may lack names, phone and country: they are then empty
  std::string last_name;
  std::string phone;
  std::string country;  // of the phone
  std::string language;
  bool is_blocked = false;                      // of a customer
  std::optional<std::string> first_deposit_at;  // ISO 8601, as all times
  std::string created_at;                       // of the lead
  std::optional<std::string> converted_at;      // when the customer was created
};

enum class OwnList { leads, customers };

struct OwnPage {
  OwnList list;
  Uuid source;
  std::optional<Uuid> after;  // the lead at which the page before has ended
  std::size_t limit;
};

// The newest leads first.
[[nodiscard]] std::vector<OwnPerson> list_own_people(db::Connection& db, const OwnPage& page);

// By the id of the lead; nothing when there is none or when it is somebody else's.
[[nodiscard]] std::optional<OwnPerson> find_own_lead(db::Connection& db, const Uuid& source, const Uuid& lead_id);
// By the id of the customer, else the same.
[[nodiscard]] std::optional<OwnPerson> find_own_customer(db::Connection& db, const Uuid& source,
                                                         const Uuid& customer_id);

struct OwnTouch {
  std::string touched_at;
  std::string api_key_name;
  nlohmann::json utm_details;
  nlohmann::json metadata;
};

// What the keys of the source have brought, the newest first, at most 50.
[[nodiscard]] std::vector<OwnTouch> list_own_touches(db::Connection& db, const Uuid& source, const Uuid& lead_id);

struct OwnDeposit {
  std::string occurred_at;
  std::string amount;
  std::string currency;
  std::string reference;
};

// What the keys of the source have told of, the newest first, at most 50.
[[nodiscard]] std::vector<OwnDeposit> list_own_deposits(db::Connection& db, const Uuid& source,
                                                        const Uuid& customer_id);

}  // namespace latchkey::admin
