// What a message says of the lead that it is about.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::outbox {

struct LeadFacts {
  Uuid id;
  std::optional<Uuid> customer_id;
  std::string now;        // of the database's clock, ISO 8601
  nlohmann::json source;  // {"userId", "name"}, or null
  std::string status;
  std::string status_group;
  nlohmann::json metadata;  // of the latest touch
};

// As the caller's transaction sees it; nothing when there is no such lead.
[[nodiscard]] std::optional<LeadFacts> find_lead_facts(db::Connection& db, const Uuid& lead_id);

// What a postback says besides.
struct OriginFacts {
  std::string country;         // of the telephone number; empty when it is not known
  std::string unix_seconds;    // of the database's clock
  nlohmann::json utm_details;  // of the first touch
  nlohmann::json metadata;     // of the first touch
};

// Of a lead that is there.
[[nodiscard]] OriginFacts find_origin_facts(db::Connection& db, const Uuid& lead_id);

}  // namespace latchkey::outbox
