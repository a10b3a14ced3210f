// The two days between which a log is shown, and what else the filters of both logs share.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "admin/parts/form.hpp"
#include "base/uuid.hpp"

namespace latchkey::admin {

// Reads a field of the filter: Visit::asked or Visit::typed.
using ReadField = std::string (Visit::*)(std::string_view) const;

// DATETIME(6) texts in UTC, of the first moment and the last; nothing where no day was given.
struct Days {
  std::optional<std::string> from;
  std::optional<std::string> until;
};

// Fields `from` and `to`, as YYYY-MM-DD. An error for what is no day, and for a first day behind the last.
[[nodiscard]] Days read_days(const Visit& visit, ReadField read, Errors& errors);

void add_day_fields(const Visit& visit, ReadField read, std::vector<Field>& fields);

// The least and the greatest id that can have been made in these days. Ids carry the clock of the machine that made
// them, so ten minutes are added on both sides.
struct IdBounds {
  std::string first;
  std::string last;
};
[[nodiscard]] IdBounds id_bounds_of(const Days& days);

// `NAME=VALUE&…` of the fields of the filter, for the address of the next page.
[[nodiscard]] std::string query_of(const Visit& visit, const std::vector<std::string>& names);

}  // namespace latchkey::admin
