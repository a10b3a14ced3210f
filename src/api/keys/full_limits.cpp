#include "api/keys/full_limits.hpp"

#include <algorithm>

#include "api/limits/counters.hpp"

namespace latchkey::api {
namespace {

struct NamedCounter {
  std::string name;
  Counter counter;
};

std::vector<NamedCounter> list_counters(const KeyLimits& limits, DatabaseTime now) {
  std::vector<NamedCounter> counters;
  const auto& zone = limits.time_zone;
  if (limits.total) counters.push_back({"total", {Count::total, all_time(), "", *limits.total}});
  if (limits.per_hour) counters.push_back({"perHour", {Count::hour, find_hour(zone, now), "", *limits.per_hour}});
  if (limits.per_day) counters.push_back({"perDay", {Count::day, find_day(zone, now), "", *limits.per_day}});
  for (const auto& [country, limit] : limits.per_country) {
    counters.push_back({"perCountry " + country, {Count::country, find_day(zone, now), country, limit}});
  }
  return counters;
}

Uuid first_of(const ListedApiKey& key) { return key.first_key_id.value_or(key.id); }

// When the keys that share counters were used last, ISO 8601; absent for those that never were.
std::map<Uuid, std::string> find_last_uses(const std::vector<ListedApiKey>& keys) {
  std::map<Uuid, std::string> last;
  for (const auto& key : keys) {
    if (!key.last_used_at) continue;
    auto& known = last[first_of(key)];
    known = std::max(known, *key.last_used_at);
  }
  return last;
}

// A use is noted once a minute.
bool was_used_within(const std::map<Uuid, std::string>& last_uses, const Uuid& first_key, const Window& window) {
  static constexpr auto noted_every = std::chrono::minutes{1};
  const auto last = last_uses.find(first_key);
  if (last == last_uses.end()) return false;
  if (window.start == all_time().start) return true;
  return last->second >= iso8601_from_database(database_text(window.start - noted_every));
}

}  // namespace

FullLimits list_full_limits(db::Connection& db, const std::vector<ListedApiKey>& keys) {
  const auto now = parse_database_time(db.query("SELECT UTC_TIMESTAMP(6) AS now").at(0).text("now"));
  const AllCounters all(db, now);
  const auto last_uses = find_last_uses(keys);
  FullLimits full;
  for (const auto& key : keys) {
    if (key.state != ApiKeyState::active || !key.limits) continue;
    const Uuid first = first_of(key);
    for (const auto& [name, counter] : list_counters(*key.limits, now)) {
      const auto used = all.find(first, counter);
      const bool is_reached = used                                                ? *used >= counter.limit
                              : was_used_within(last_uses, first, counter.window) ? is_full(db, first, counter)
                                                                                  : counter.limit == 0;
      if (is_reached) full[key.id].push_back(name);
    }
  }
  return full;
}

}  // namespace latchkey::api
