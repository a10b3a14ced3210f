// Limits as the office types them, on the page of a key and on the command line.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/limits/key_limits.hpp"

namespace latchkey::api {

// An empty member: no such limit.
struct LimitsText {
  std::string per_hour = {};
  std::string per_day = {};
  std::string total = {};
  std::vector<std::string> per_country = {};  // `CY=100`
  std::vector<std::string> allow_countries = {};
  std::vector<std::string> deny_countries = {};
  std::vector<std::string> open = {};  // `mon-fri 09:00-18:00`
  std::string time_zone = {};          // empty: UTC
};

[[nodiscard]] LimitsText text_of(const std::optional<KeyLimits>& limits);

// What is wrong with it, by the member of limits_json(): "perHour" and so on.
using LimitErrors = std::map<std::string, std::string>;

// Nothing when the text limits nothing. What is wrong goes to `errors`; the limits are then not complete. Numbers are
// whole and from 1 to 999,999,999.
[[nodiscard]] std::optional<KeyLimits> parse_limits(const LimitsText& text, LimitErrors& errors);

}  // namespace latchkey::api
