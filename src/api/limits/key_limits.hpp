// How much an API key may create, where from and when.
#pragma once
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "api/limits/opening_hours.hpp"

namespace latchkey::api {

inline constexpr std::string_view default_time_zone = "UTC";

// Counted are creations of customers and leads, by the hours and days of the time zone. Countries are ISO 3166-1
// alpha-2 in upper case.
struct KeyLimits {
  std::optional<std::uint64_t> per_hour;
  std::optional<std::uint64_t> per_day;
  std::optional<std::uint64_t> total;
  std::map<std::string, std::uint64_t> per_country;  // for each day
  std::vector<std::string> allow_countries;          // empty: all
  std::vector<std::string> deny_countries;
  std::vector<OpeningWindow> open;  // empty: always
  std::string time_zone{default_time_zone};

  // Whether they limit nothing, and no time zone was chosen either.
  [[nodiscard]] bool are_none() const;
};

// {"perHour", "perDay", "total", "perCountry", "allowCountries", "denyCountries", "open", "timeZone"}, as the API shows
// them, as the activity log tells them and as api_keys.limits stores them; null when there are none.
[[nodiscard]] nlohmann::json limits_json(const std::optional<KeyLimits>& limits);

// What api_keys.limits holds. Members that this version does not know are left out. Throws nlohmann's exceptions for a
// text that is none of its own.
[[nodiscard]] std::optional<KeyLimits> parse_stored_limits(const std::optional<std::string>& text);
[[nodiscard]] std::optional<std::string> stored_limits(const std::optional<KeyLimits>& limits);

}  // namespace latchkey::api
