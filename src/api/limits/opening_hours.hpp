// The hours in which a key may create: windows of the week on the clock of a time zone, as `mon-fri 09:00-18:00`.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock_text.hpp"

namespace latchkey::api {

struct OpeningWindow {
  int first_day;     // Monday is 0
  int last_day;      // included; before first_day: over the end of the week
  int first_minute;  // of the day
  int end_minute;    // not included; 1440 is midnight at the end of the day
};

// What is wrong with a text, in words for whoever typed it.
struct OpeningProblem {
  std::string message;
};

// One day or a range of days, then from and to: `mon-fri 09:00-18:00`, `sat 10:00-24:00`. Case and the number of blanks
// do not matter. A window over midnight has to be written as two.
[[nodiscard]] std::variant<OpeningWindow, OpeningProblem> parse_opening(std::string_view text);

// In the one form that is stored and shown.
[[nodiscard]] std::string opening_text(const OpeningWindow& window);

// Whether one of the windows is open; without windows it always is.
[[nodiscard]] bool is_open(const std::vector<OpeningWindow>& windows, const std::string& zone, DatabaseTime at);

// When a window opens next; nothing when it is open, and when none opens within two weeks.
[[nodiscard]] std::optional<DatabaseTime> find_next_opening(const std::vector<OpeningWindow>& windows,
                                                            const std::string& zone, DatabaseTime at);

}  // namespace latchkey::api
