// The cursor of a report: where a page has ended, for the caller to hand back. It is of use to the key alone that it
// was made for, with the filters that it was made for.
#pragma once
#include <string>
#include <string_view>
#include <variant>

#include "api/reports/lead_query.hpp"

namespace latchkey::api {

enum class CursorProblem {
  unknown,        // changed, cut, of another key, or no cursor at all
  other_filters,  // of this key, but of a report with other filters
};

// 96 hex digits. Its HMAC is made with the key's value, which is stored nowhere: a rotated key does not know it.
[[nodiscard]] std::string make_cursor(const ApiKey& key, const LeadFilter& filter, const ChangePosition& position);

[[nodiscard]] std::variant<ChangePosition, CursorProblem> parse_cursor(const ApiKey& key, const LeadFilter& filter,
                                                                       std::string_view cursor);

}  // namespace latchkey::api
