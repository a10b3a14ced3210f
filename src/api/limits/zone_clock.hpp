// The civil clock of an IANA time zone: its hours, its days and its daylight saving, by the system's own zone database
// (/usr/share/zoneinfo). A zone is given by its name; one that the machine does not know counts as UTC, which is
// logged.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock_text.hpp"

namespace latchkey::api {

// From `start` on, up to but not including `end`.
struct Window {
  DatabaseTime start;
  DatabaseTime end;
};

// A DATETIME(6) text in UTC as a time, and back. Throws std::logic_error for a text of another form.
[[nodiscard]] DatabaseTime parse_database_time(std::string_view datetime);
[[nodiscard]] std::string database_text(DatabaseTime time);

// False for a name that this machine's zone database does not have, and for what is no plain name. `UTC` is always
// there.
[[nodiscard]] bool is_time_zone(const std::string& name);

// The hour of the zone's clock that the moment lies in. When the clock is put forward or back within an hour, the hour
// ends there and another begins.
[[nodiscard]] Window find_hour(const std::string& zone, DatabaseTime at);

// The day of the zone's calendar that the moment lies in: 23 or 25 hours long when the clock changes. A day whose
// midnight is left out begins at the change.
[[nodiscard]] Window find_day(const std::string& zone, DatabaseTime at);

struct WeekMinute {
  int weekday;  // Monday is 0
  int minute;   // of the day
};
[[nodiscard]] WeekMinute find_week_minute(const std::string& zone, DatabaseTime at);

// The moments at which the zone's clock shows `minute` on the day that is `days` after the one of `at`: two when the
// clock is put back over it, and the moment of the change when it is put forward over it.
[[nodiscard]] std::vector<DatabaseTime> find_moments(const std::string& zone, DatabaseTime at, int days, int minute);

// When the zone's clock is next put forward or back.
[[nodiscard]] std::optional<DatabaseTime> find_next_change(const std::string& zone, DatabaseTime at);

}  // namespace latchkey::api
