#include "api/limits/zone_clock.hpp"

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include "base/log.hpp"

namespace latchkey::api {
namespace {

constexpr std::size_t zone_name_limit = 64;

// What lies in the database's folder beside the zones: their copies with leap seconds, and links.
constexpr std::array<std::string_view, 5> no_zones{"posix/", "right/", "posixrules", "localtime", "Factory"};

bool is_plain_name(std::string_view name) {
  static constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-";
  if (name.empty() || name.size() > zone_name_limit || name.front() == '/') return false;
  if (name.find_first_not_of(allowed) != std::string_view::npos) return false;
  return std::ranges::none_of(no_zones, [&](std::string_view other) { return name.starts_with(other); });
}

std::optional<absl::TimeZone> load_zone(const std::string& name) {
  absl::TimeZone zone;
  if (name == "UTC") return absl::UTCTimeZone();
  if (!is_plain_name(name) || !absl::LoadTimeZone(name, &zone)) return std::nullopt;
  return zone;
}

absl::TimeZone zone_of(const std::string& name) {
  const auto zone = load_zone(name);
  if (!zone) log(LogLevel::error, "time_zone_unknown", {{"zone", name}, {"counted_in", "UTC"}});
  return zone.value_or(absl::UTCTimeZone());
}

absl::Time time_of(DatabaseTime time) { return absl::FromUnixMicros(time.time_since_epoch().count()); }

DatabaseTime time_of(absl::Time time) { return DatabaseTime(std::chrono::microseconds{absl::ToUnixMicros(time)}); }

// The moment of a change of the clock. After it the clock shows `to`, which it may show twice.
absl::Time moment_of(const absl::TimeZone& zone, const absl::TimeZone::CivilTransition& change) {
  return zone.At(change.to).trans;
}

// The first moment of a day.
absl::Time midnight(const absl::TimeZone& zone, absl::CivilDay day) {
  const auto info = zone.At(absl::CivilSecond(day));
  return info.kind == absl::TimeZone::TimeInfo::SKIPPED ? info.trans : info.pre;
}

int number_at(std::string_view text, std::size_t at, std::size_t digits) {
  int number = 0;
  const auto part = text.substr(at, digits);
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
  if (error != std::errc{} || end != part.data() + digits) throw std::logic_error("not a DATETIME(6) text");
  return number;
}

}  // namespace

DatabaseTime parse_database_time(std::string_view datetime) {
  static constexpr std::size_t length = 26;          // 2026-11-23 10:00:00.000000
  static constexpr std::size_t without_micros = 19;  // as the driver prints a whole second
  if (datetime.size() != length && datetime.size() != without_micros) throw std::logic_error("not a DATETIME(6) text");
  const absl::CivilSecond second(number_at(datetime, 0, 4), number_at(datetime, 5, 2), number_at(datetime, 8, 2),
                                 number_at(datetime, 11, 2), number_at(datetime, 14, 2), number_at(datetime, 17, 2));
  const int micros = datetime.size() == length ? number_at(datetime, 20, 6) : 0;
  return time_of(absl::FromCivil(second, absl::UTCTimeZone())) + std::chrono::microseconds{micros};
}

std::string database_text(DatabaseTime time) {
  return absl::FormatTime("%E4Y-%m-%d %H:%M:%E6S", time_of(time), absl::UTCTimeZone());
}

bool is_time_zone(const std::string& name) { return load_zone(name).has_value(); }

Window find_hour(const std::string& zone, DatabaseTime at) {
  const auto known = zone_of(zone);
  const auto time = time_of(at);
  const auto clock = known.At(time);
  auto start = time - absl::Minutes(clock.cs.minute()) - absl::Seconds(clock.cs.second()) - clock.subsecond;
  auto end = start + absl::Hours(1);
  absl::TimeZone::CivilTransition change;
  // Changes happen on whole seconds. The one of this very second counts as past.
  const auto next_second = time - clock.subsecond + absl::Seconds(1);
  if (known.PrevTransition(next_second, &change)) start = std::max(start, moment_of(known, change));
  if (known.NextTransition(time, &change)) end = std::min(end, moment_of(known, change));
  return {time_of(start), time_of(end)};
}

Window find_day(const std::string& zone, DatabaseTime at) {
  const auto known = zone_of(zone);
  const absl::CivilDay day(known.At(time_of(at)).cs);
  return {time_of(midnight(known, day)), time_of(midnight(known, day + 1))};
}

WeekMinute find_week_minute(const std::string& zone, DatabaseTime at) {
  const auto clock = zone_of(zone).At(time_of(at)).cs;
  return {static_cast<int>(absl::GetWeekday(clock)), clock.hour() * 60 + clock.minute()};
}

std::vector<DatabaseTime> find_moments(const std::string& zone, DatabaseTime at, int days, int minute) {
  const auto known = zone_of(zone);
  const absl::CivilDay day = absl::CivilDay(known.At(time_of(at)).cs) + days;
  const auto info = known.At(absl::CivilSecond(absl::CivilMinute(day) + minute));
  switch (info.kind) {
    case absl::TimeZone::TimeInfo::SKIPPED:
      return {time_of(info.trans)};
    case absl::TimeZone::TimeInfo::REPEATED:
      return {time_of(info.pre), time_of(info.post)};
    case absl::TimeZone::TimeInfo::UNIQUE:
      break;
  }
  return {time_of(info.pre)};
}

std::optional<DatabaseTime> find_next_change(const std::string& zone, DatabaseTime at) {
  const auto known = zone_of(zone);
  absl::TimeZone::CivilTransition change;
  if (!known.NextTransition(time_of(at), &change)) return std::nullopt;
  return time_of(moment_of(known, change));
}

}  // namespace latchkey::api
