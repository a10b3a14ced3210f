#include "api/limits/key_limits.hpp"

namespace latchkey::api {
namespace {

using nlohmann::json;

json or_null(const std::optional<std::uint64_t>& number) { return number ? json(*number) : json(nullptr); }

std::optional<std::uint64_t> number_of(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return std::nullopt;
  return found->get<std::uint64_t>();
}

std::vector<std::string> texts_of(const json& object, const char* name) {
  return object.value(name, std::vector<std::string>());
}

}  // namespace

bool KeyLimits::are_none() const {
  return !per_hour && !per_day && !total && per_country.empty() && allow_countries.empty() && deny_countries.empty() &&
         open.empty() && time_zone == default_time_zone;
}

json limits_json(const std::optional<KeyLimits>& limits) {
  if (!limits) return nullptr;
  json open = json::array();
  for (const auto& window : limits->open) open.push_back(opening_text(window));
  return {{"perHour", or_null(limits->per_hour)},
          {"perDay", or_null(limits->per_day)},
          {"total", or_null(limits->total)},
          {"perCountry", json(limits->per_country)},
          {"allowCountries", limits->allow_countries},
          {"denyCountries", limits->deny_countries},
          {"open", open},
          {"timeZone", limits->time_zone}};
}

std::optional<KeyLimits> parse_stored_limits(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  const auto object = json::parse(*text);
  KeyLimits limits;
  limits.per_hour = number_of(object, "perHour");
  limits.per_day = number_of(object, "perDay");
  limits.total = number_of(object, "total");
  limits.per_country = object.value("perCountry", std::map<std::string, std::uint64_t>());
  limits.allow_countries = texts_of(object, "allowCountries");
  limits.deny_countries = texts_of(object, "denyCountries");
  limits.time_zone = object.value("timeZone", std::string(default_time_zone));
  for (const auto& window : texts_of(object, "open")) {
    const auto parsed = parse_opening(window);
    if (const auto* known = std::get_if<OpeningWindow>(&parsed)) limits.open.push_back(*known);
  }
  return limits;
}

std::optional<std::string> stored_limits(const std::optional<KeyLimits>& limits) {
  if (!limits || limits->are_none()) return std::nullopt;
  return limits_json(limits).dump();
}

}  // namespace latchkey::api
