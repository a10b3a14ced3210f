// A lead with its touches, as staff look at it.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "customers/leads/marketing.hpp"
#include "db/connection.hpp"

namespace latchkey::customers {

// One call of the API that brought the lead.
struct Touch {
  Uuid id;
  std::string touched_at;  // ISO 8601
  std::string api_key_name;
  std::optional<std::string> source_name;  // of the user whom the key was tied to
  Marketing marketing;
};

struct Lead {
  Uuid id;
  std::string email;
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
  std::optional<std::string> source_name;
  nlohmann::json metadata;  // merged from all touches
  std::optional<Touch> first_touch;
  std::optional<Uuid> customer_id;  // of the customer with this e-mail
};

// A lead whose data were erased is not found.
[[nodiscard]] std::optional<Lead> find_lead_by_id_or_email(db::Connection& db, const std::string& id_or_email);

struct TouchPage {
  std::vector<Touch> touches;  // the newest first
  bool has_more = false;
};

// `after` is the last touch of the page before. Keep `page_size` small: each touch may have 16 KiB.
[[nodiscard]] TouchPage list_touches(db::Connection& db, const Uuid& lead_id, const std::optional<Uuid>& after,
                                     std::size_t page_size);

}  // namespace latchkey::customers
