#include "api/limits/gate.hpp"

#include <algorithm>

#include "customers/fields/phone.hpp"

namespace latchkey::api {
namespace {

std::string join(const std::vector<std::string>& entries) {
  std::string text;
  for (const auto& entry : entries) text += (text.empty() ? "" : ", ") + entry;
  return text;
}

// At least one, so that who comes back then finds the door open.
std::chrono::seconds seconds_until(DatabaseTime now, DatabaseTime then) {
  return std::max(std::chrono::seconds{1}, std::chrono::ceil<std::chrono::seconds>(then - now));
}

bool has_place(db::Connection& db, const Uuid& key, const Counter& counter) { return !is_full(db, key, counter); }

}  // namespace

LimitGate::LimitGate(const Uuid& first_key_id, const KeyLimits& limits, const customers::Person& person,
                     DatabaseTime now)
    : key_(first_key_id), limits_(limits), now_(now), country_pointer_("/phoneCountryCode") {
  country_ = person.phone_country_code;
  if (!country_ && person.phone) {
    country_ = customers::find_phone_country(*person.phone);
    if (country_) country_pointer_ = "/phone";
  }
  if (limits.total) counters_.push_back({Count::total, all_time(), "", *limits.total});
  if (limits.per_hour) counters_.push_back({Count::hour, find_hour(limits.time_zone, now), "", *limits.per_hour});
  if (limits.per_day) counters_.push_back({Count::day, find_day(limits.time_zone, now), "", *limits.per_day});
  if (!country_) return;
  const auto limit = limits.per_country.find(*country_);
  if (limit == limits.per_country.end()) return;
  counters_.push_back({Count::country, find_day(limits.time_zone, now), *country_, limit->second});
}

std::optional<LimitProblem> LimitGate::find_country_problem() const {
  if (!limits_.allow_countries.empty()) {
    const std::string allowed =
        "This API key creates for these countries alone: " + join(limits_.allow_countries) + ".";
    if (!country_) return CountryNotAllowed{country_pointer_, allowed + " Send phoneCountryCode."};
    if (std::ranges::find(limits_.allow_countries, *country_) == limits_.allow_countries.end()) {
      return CountryNotAllowed{country_pointer_, allowed};
    }
  }
  if (country_ && std::ranges::find(limits_.deny_countries, *country_) != limits_.deny_countries.end()) {
    return CountryNotAllowed{country_pointer_,
                             "This API key does not create for these countries: " + join(limits_.deny_countries) + "."};
  }
  return std::nullopt;
}

LimitProblem LimitGate::problem_of(const Counter& counter) const {
  if (counter.count == Count::total) return TotalUsedUp{};
  const auto reset = seconds_until(now_, counter.window.end);
  if (counter.count == Count::hour) return CapReached{"perHour", counter.limit, reset};
  return CapReached{counter.count == Count::day ? "perDay" : "perCountry", counter.limit, reset};
}

std::optional<LimitProblem> LimitGate::find_first_full(db::Connection& db, Pass passes) const {
  bool is_country_checked = false;
  for (const auto& counter : counters_) {
    if (counter.count == Count::country) {
      if (auto problem = find_country_problem()) return problem;
      is_country_checked = true;
    }
    if (!passes(db, key_, counter)) return problem_of(counter);
  }
  return is_country_checked ? std::nullopt : find_country_problem();
}

std::optional<LimitProblem> LimitGate::find_problem(db::Connection& db) const {
  if (!is_open(limits_.open, limits_.time_zone, now_)) {
    const auto opening = find_next_opening(limits_.open, limits_.time_zone, now_);
    return OutsideHours{seconds_until(now_, opening.value_or(now_ + std::chrono::weeks{2}))};
  }
  return find_first_full(db, has_place);
}

std::optional<LimitProblem> LimitGate::take_places(db::Connection& db) const { return find_first_full(db, take_place); }

}  // namespace latchkey::api
