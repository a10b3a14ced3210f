// How many customers and leads a key has created, and the places that its limits leave.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>

#include "api/limits/key_limits.hpp"
#include "api/limits/zone_clock.hpp"
#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::api {

// What is counted apart: all creations, those of an hour, of a day, and those of a day from one country.
enum class Count { total, hour, day, country };

struct Counter {
  Count count;
  Window window;             // of `total`: all time
  std::string country = {};  // of `country`
  std::uint64_t limit = 0;
};

[[nodiscard]] Window all_time();

// Takes a place in the caller's transaction. False when there is none: the limit is reached. The row of the counter
// decides, and is locked until the transaction ends; so whoever takes places of several counters takes them in one
// order, and late. A rollback gives the place back.
//
// `key` is the first of the keys that have replaced one another by rotation: they share the counters. A counter that
// has no row yet begins with what the touches say, the one of the caller's own transaction included, which therefore
// has to be there already; one of a country begins with this creation.
[[nodiscard]] bool take_place(db::Connection& db, const Uuid& key, const Counter& counter);

// Whether there is no place just now.
[[nodiscard]] bool is_full(db::Connection& db, const Uuid& key, const Counter& counter);

// The counters of all keys, read by one statement: for lists of keys.
class AllCounters {
 public:
  AllCounters(db::Connection& db, DatabaseTime now);

  // What a counter stands at whose window is going on at `now`; nothing when it has no row yet.
  [[nodiscard]] std::optional<std::uint64_t> find(const Uuid& key, const Counter& counter) const;

 private:
  std::map<std::tuple<Uuid, std::string, std::string, std::string>, std::uint64_t> used_;  // kind, start, country
};

struct Used {
  std::uint64_t hour = 0;
  std::uint64_t day = 0;
  std::uint64_t total = 0;
};

// By the touches, since a key without limits has no counters: writing one with each creation would make all creations
// of a key stand in line. The total is counted on from where the last call has come to, so that it costs as much as
// there was to count since.
[[nodiscard]] Used count_used(db::Connection& db, const Uuid& key, const std::string& zone, DatabaseTime now);

// Begins those counters anew, with the touches, that the limits before did not count, since their rows may be old. Call
// it in the transaction that changes the limits.
void forget_counters(db::Connection& db, const Uuid& key, const std::optional<KeyLimits>& before,
                     const std::optional<KeyLimits>& after);

}  // namespace latchkey::api
