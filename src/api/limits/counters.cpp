#include "api/limits/counters.hpp"

#include "base/log.hpp"
#include "base/unavailable.hpp"

namespace latchkey::api {
namespace {

constexpr std::string_view begin_of_time = "1000-01-01 00:00:00.000000";
constexpr std::string_view end_of_time = "9999-12-31 23:59:59.999999";

std::string_view name_of(Count count) {
  switch (count) {
    case Count::total:
      return "total";
    case Count::hour:
      return "hour";
    case Count::day:
      return "day";
    case Count::country:
      break;
  }
  return "country";
}

std::uint64_t number_of(const db::Rows& rows) { return static_cast<std::uint64_t>(rows.at(0).integer("count")); }

// The creations of the key and of those that it has replaced, from `from` on and before `to`.
std::uint64_t count_touches(db::Connection& db, const Uuid& key, const std::string& from, const std::string& to) {
  return number_of(db.query(
      R"sql(
      SELECT COUNT(*) AS count
      FROM touches
      WHERE api_key_id IN (SELECT id FROM api_keys WHERE id = ? OR first_key_id = ?)
        AND touched_at >= ?
        AND touched_at < ?)sql",
      {key, key, from, to}));
}

// How far the total was counted when it was asked for last.
struct CountedSoFar {
  std::uint64_t used = 0;
  std::string counted_to{begin_of_time};
};

CountedSoFar find_counted_so_far(db::Connection& db, const Uuid& key) {
  const auto rows = db.query(
      R"sql(
      SELECT used, counted_to
      FROM api_key_counts
      WHERE api_key_id = ? AND kind = 'past' AND window_start = ? AND country = '')sql",
      {key, begin_of_time});
  if (rows.empty()) return {};
  return {static_cast<std::uint64_t>(rows.front().integer("used")), rows.front().text("counted_to")};
}

// Keeps the count up to a moment that no transaction under way can still write before. A count that is not kept costs
// time alone.
void keep_count(db::Connection& db, const Uuid& key, const CountedSoFar& counted) {
  try {
    db.execute(
        R"sql(
        INSERT INTO api_key_counts (api_key_id, kind, window_start, country, used, counted_to)
        VALUES (?, 'past', ?, '', ?, ?)
        ON DUPLICATE KEY UPDATE
            used = IF(counted_to < VALUES(counted_to), VALUES(used), used),
            counted_to = GREATEST(counted_to, VALUES(counted_to)))sql",
        {key, begin_of_time, counted.used, counted.counted_to});
  } catch (const Unavailable& error) {
    log(LogLevel::notice, "total_not_kept", {{"why", error.what()}});
  }
}

std::uint64_t count_all(db::Connection& db, const Uuid& key, DatabaseTime now) {
  static constexpr auto settled_after = std::chrono::minutes{10};
  static constexpr std::uint64_t worth_keeping = 1000;
  const auto known = find_counted_so_far(db, key);
  const CountedSoFar settled{0, database_text(now - settled_after)};
  if (settled.counted_to <= known.counted_to) {
    return known.used + count_touches(db, key, known.counted_to, std::string(end_of_time));
  }
  const auto more = count_touches(db, key, known.counted_to, settled.counted_to);
  if (more >= worth_keeping) keep_count(db, key, {known.used + more, settled.counted_to});
  return known.used + more + count_touches(db, key, settled.counted_to, std::string(end_of_time));
}

std::string start_text(const Counter& counter) {
  return counter.count == Count::total ? std::string(begin_of_time) : database_text(counter.window.start);
}

// What a counter without a row stands at. Inside a creation's transaction its own touch is among them.
std::uint64_t count_by_touches(db::Connection& db, const Uuid& key, const Counter& counter) {
  if (counter.count == Count::country) return 0;
  const auto end = counter.count == Count::total ? std::string(end_of_time) : database_text(counter.window.end);
  return count_touches(db, key, start_text(counter), end);
}

std::optional<std::uint64_t> find_count(db::Connection& db, const Uuid& key, const Counter& counter) {
  const auto rows = db.query(
      R"sql(
      SELECT used AS count
      FROM api_key_counts
      WHERE api_key_id = ? AND kind = ? AND window_start = ? AND country = ?)sql",
      {key, name_of(counter.count), start_text(counter), counter.country});
  return rows.empty() ? std::nullopt : std::optional(number_of(rows));
}

// False when the row is full, and when there is none.
bool count_up(db::Connection& db, const Uuid& key, const Counter& counter) {
  return db.execute(
             R"sql(
             UPDATE api_key_counts
             SET used = used + 1
             WHERE api_key_id = ? AND kind = ? AND window_start = ? AND country = ? AND used < ?)sql",
             {key, name_of(counter.count), start_text(counter), counter.country, counter.limit}) == 1;
}

void forget(db::Connection& db, const Uuid& key, Count count, std::string_view country = {}) {
  db.execute("DELETE FROM api_key_counts WHERE api_key_id = ? AND kind = ? AND country = ?",
             {key, name_of(count), country});
}

}  // namespace

Window all_time() { return {DatabaseTime::min(), DatabaseTime::max()}; }

bool take_place(db::Connection& db, const Uuid& key, const Counter& counter) {
  if (count_up(db, key, counter)) return true;
  if (find_count(db, key, counter)) return false;
  const auto others = count_by_touches(db, key, counter);
  const auto used = counter.count == Count::country ? 1 : others;
  if (used > counter.limit) return false;
  // Another creation may have made the row in the meantime: then this one has waited for it, and counts it up, if there
  // is still a place. A row that stays as it was counts as none that was written.
  return db.execute(
             R"sql(
             INSERT INTO api_key_counts (api_key_id, kind, window_start, country, used)
             VALUES (?, ?, ?, ?, ?)
             ON DUPLICATE KEY UPDATE used = IF(used < ?, used + 1, used))sql",
             {key, name_of(counter.count), start_text(counter), counter.country, used, counter.limit}) > 0;
}

bool is_full(db::Connection& db, const Uuid& key, const Counter& counter) {
  const auto counted = find_count(db, key, counter);
  return (counted ? *counted : count_by_touches(db, key, counter)) >= counter.limit;
}

AllCounters::AllCounters(db::Connection& db, DatabaseTime now) {
  static constexpr auto longest_window = std::chrono::hours{25};
  for (const auto& row : db.query(
           R"sql(
           SELECT api_key_id, kind, DATE_FORMAT(window_start, '%Y-%m-%d %H:%i:%s.%f') AS window_begin, country, used
           FROM api_key_counts
           WHERE kind <> 'past' AND (window_start = ? OR window_start > ?))sql",
           {begin_of_time, database_text(now - longest_window)})) {
    used_[{row.uuid("api_key_id"), row.text("kind"), row.text("window_begin"), row.text("country")}] =
        static_cast<std::uint64_t>(row.integer("used"));
  }
}

std::optional<std::uint64_t> AllCounters::find(const Uuid& key, const Counter& counter) const {
  const auto found = used_.find({key, std::string(name_of(counter.count)), start_text(counter), counter.country});
  return found == used_.end() ? std::nullopt : std::optional(found->second);
}

Used count_used(db::Connection& db, const Uuid& key, const std::string& zone, DatabaseTime now) {
  const auto hour = find_hour(zone, now);
  const auto day = find_day(zone, now);
  return {.hour = count_touches(db, key, database_text(hour.start), database_text(hour.end)),
          .day = count_touches(db, key, database_text(day.start), database_text(day.end)),
          .total = count_all(db, key, now)};
}

void forget_counters(db::Connection& db, const Uuid& key, const std::optional<KeyLimits>& before,
                     const std::optional<KeyLimits>& after) {
  const KeyLimits none;
  const KeyLimits& was = before ? *before : none;
  const KeyLimits& is = after ? *after : none;
  if (is.total && !was.total) forget(db, key, Count::total);
  if (is.per_hour && !was.per_hour) forget(db, key, Count::hour);
  if (is.per_day && !was.per_day) forget(db, key, Count::day);
  for (const auto& [country, limit] : is.per_country) {
    if (!was.per_country.contains(country)) forget(db, key, Count::country, country);
  }
}

}  // namespace latchkey::api
