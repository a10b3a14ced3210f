// Times and durations as text. Nothing here reads a clock: the time is the database's (UTC_TIMESTAMP(6)).
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace latchkey {

// A moment of the database's clock.
using DatabaseTime = std::chrono::sys_time<std::chrono::microseconds>;

// A DATETIME(6) as the database prints it, `2026-11-23 10:00:00.000000`, to `2026-11-23T10:00:00.000000Z`.
// A text without microseconds gets six zeros.
[[nodiscard]] std::string iso8601_from_database(std::string_view datetime);

// The text of a DATETIME(6) in UTC for `YYYY-MM-DD` (the end of that day: 23:59:59.999999 UTC) or an ISO 8601 time with
// `Z` or an offset. Nothing for any other form, and for a day that does not exist.
[[nodiscard]] std::optional<std::string> parse_expiry(std::string_view text);

// `500ms`, `2s`, `30m`, `12h`, `7d`: a whole number from 0 with one unit. Nothing for any other form or above ten
// years.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

}  // namespace latchkey
