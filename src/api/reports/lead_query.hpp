// What a report of leads is asked for: the parameters of its address.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/frame/parameter_problem.hpp"
#include "api/keys/api_key.hpp"
#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::api {

// The place of a lead in the order of changes.
struct ChangePosition {
  std::string modified_at;  // DATETIME(6) text, UTC
  Uuid lead_id;
};

// DATETIME(6) texts in UTC, both included.
struct TimeRange {
  std::string from;
  std::string to;
};

// Empty texts ask for nothing.
struct LeadFilter {
  TimeRange registered;
  TimeRange modified;
  std::string status;
  std::string status_group;

  [[nodiscard]] bool narrows() const;  // it leaves out leads that the order of changes has between two of its own
};

struct LeadQuery {
  LeadFilter filter;
  std::size_t limit = 100;
  std::optional<ChangePosition> after;  // where the page before has ended
};

// Reads the query of an address: every parameter at most once, and all that is wrong with them at once. A cursor is
// taken from the key and the filters that it was made for.
[[nodiscard]] std::variant<LeadQuery, std::vector<ParameterError>> parse_lead_query(db::Connection& db,
                                                                                    const ApiKey& key,
                                                                                    std::string_view query);

}  // namespace latchkey::api
