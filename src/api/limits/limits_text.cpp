#include "api/limits/limits_text.hpp"

#include <algorithm>
#include <charconv>

#include "api/limits/zone_clock.hpp"
#include "base/utf8.hpp"
#include "customers/fields/country.hpp"

namespace latchkey::api {
namespace {

constexpr std::size_t window_limit = 50;
constexpr std::string_view number_form = "This must be a whole number from 1 to 999,999,999.";

std::optional<std::uint64_t> parse_count(std::string_view text) {
  static constexpr std::uint64_t most = 999'999'999;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 1 || number > most) return std::nullopt;
  return number;
}

std::optional<std::uint64_t> read_count(const std::string& text, const std::string& member, LimitErrors& errors) {
  const auto content = trim(text);
  if (content.empty()) return std::nullopt;
  const auto number = parse_count(content);
  if (!number) errors[member] = number_form;
  return number;
}

std::vector<std::string> read_countries(const std::vector<std::string>& texts, const std::string& member,
                                        LimitErrors& errors) {
  std::vector<std::string> countries;
  for (const auto& text : texts) {
    const auto country = customers::parse_country_code(text);
    if (!country) {
      errors[member] = text + " is not an ISO 3166-1 alpha-2 country code such as CY.";
    } else if (std::ranges::find(countries, *country) == countries.end()) {
      countries.push_back(*country);
    }
  }
  std::ranges::sort(countries);
  return countries;
}

std::map<std::string, std::uint64_t> read_per_country(const std::vector<std::string>& texts, LimitErrors& errors) {
  std::map<std::string, std::uint64_t> limits;
  for (const auto& text : texts) {
    const auto equals = std::min(text.find('='), text.size());
    const auto country = customers::parse_country_code(text.substr(0, equals));
    const auto number = parse_count(trim(std::string_view(text).substr(std::min(equals + 1, text.size()))));
    if (!country || !number) {
      errors["perCountry"] = text + " is not a country and a number from 1 to 999,999,999, such as CY=100.";
    } else if (!limits.emplace(*country, *number).second) {
      errors["perCountry"] = *country + " has two limits.";
    }
  }
  return limits;
}

std::vector<OpeningWindow> read_open(const std::vector<std::string>& texts, LimitErrors& errors) {
  std::vector<OpeningWindow> windows;
  for (const auto& text : texts) {
    const auto parsed = parse_opening(text);
    if (const auto* problem = std::get_if<OpeningProblem>(&parsed)) {
      errors["open"] = text + " is not taken. " + problem->message;
    } else {
      windows.push_back(std::get<OpeningWindow>(parsed));
    }
  }
  if (windows.size() > window_limit) errors["open"] = "At most 50 windows.";
  return windows;
}

std::string read_zone(const std::string& text, LimitErrors& errors) {
  std::string zone(trim(text));
  if (zone.empty()) return std::string(default_time_zone);
  if (!is_time_zone(zone)) {
    errors["timeZone"] = zone +
                         " is no IANA time zone such as Europe/Nicosia or UTC. Upper and lower case count; the zones "
                         "of this machine come with its package tzdata.";
  }
  return zone;
}

void check_contradiction(const KeyLimits& limits, LimitErrors& errors) {
  for (const auto& country : limits.allow_countries) {
    if (std::ranges::find(limits.deny_countries, country) != limits.deny_countries.end()) {
      errors["denyCountries"] = country + " is allowed and denied at once.";
    }
  }
}

std::string text_of(const std::optional<std::uint64_t>& number) { return number ? std::to_string(*number) : ""; }

}  // namespace

LimitsText text_of(const std::optional<KeyLimits>& limits) {
  if (!limits) return {};
  LimitsText text{.per_hour = text_of(limits->per_hour),
                  .per_day = text_of(limits->per_day),
                  .total = text_of(limits->total),
                  .per_country = {},
                  .allow_countries = limits->allow_countries,
                  .deny_countries = limits->deny_countries,
                  .open = {},
                  .time_zone = limits->time_zone};
  for (const auto& [country, number] : limits->per_country) {
    text.per_country.push_back(country + "=" + std::to_string(number));
  }
  for (const auto& window : limits->open) text.open.push_back(opening_text(window));
  return text;
}

std::optional<KeyLimits> parse_limits(const LimitsText& text, LimitErrors& errors) {
  KeyLimits limits{.per_hour = read_count(text.per_hour, "perHour", errors),
                   .per_day = read_count(text.per_day, "perDay", errors),
                   .total = read_count(text.total, "total", errors),
                   .per_country = read_per_country(text.per_country, errors),
                   .allow_countries = read_countries(text.allow_countries, "allowCountries", errors),
                   .deny_countries = read_countries(text.deny_countries, "denyCountries", errors),
                   .open = read_open(text.open, errors),
                   .time_zone = read_zone(text.time_zone, errors)};
  check_contradiction(limits, errors);
  if (limits.are_none()) return std::nullopt;
  return limits;
}

}  // namespace latchkey::api
