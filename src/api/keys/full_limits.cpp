#include "api/keys/full_limits.hpp"

#include "api/limits/counters.hpp"

namespace latchkey::api {

std::vector<std::string> list_full_limits(db::Connection& db, const ListedApiKey& key) {
  if (!key.limits) return {};
  const KeyLimits& limits = *key.limits;
  const Uuid first = key.first_key_id.value_or(key.id);
  const auto now = parse_database_time(db.query("SELECT UTC_TIMESTAMP(6) AS now").at(0).text("now"));
  std::vector<std::string> full;
  const bool counts_all = limits.total || limits.per_hour || limits.per_day;
  const Used used = counts_all ? count_used(db, first, limits.time_zone, now) : Used();
  if (limits.total && used.total >= *limits.total) full.emplace_back("total");
  if (limits.per_hour && used.hour >= *limits.per_hour) full.emplace_back("perHour");
  if (limits.per_day && used.day >= *limits.per_day) full.emplace_back("perDay");
  for (const auto& [country, limit] : limits.per_country) {
    const Counter counter{Count::country, find_day(limits.time_zone, now), country, limit};
    if (is_full(db, first, counter)) full.push_back("perCountry " + country);
  }
  return full;
}

}  // namespace latchkey::api
