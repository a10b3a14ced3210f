#include "admin/parts/day_filter.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "base/clock_text.hpp"
#include "base/utf8.hpp"

namespace latchkey::admin {
namespace {

// The end of the day, DATETIME(6) text; an error when the text is no day.
std::optional<std::string> read_day(const std::string& text, const std::string& name, Errors& errors) {
  static constexpr std::size_t length = 10;  // of YYYY-MM-DD
  if (text.empty()) return std::nullopt;
  auto end = text.size() == length ? parse_expiry(text) : std::nullopt;
  if (!end) errors[name] = "This is no day. Write it like 2026-11-30.";
  return end;
}

std::int64_t milliseconds_of(std::string_view day) {
  const auto number = [&](std::size_t at, std::size_t count) {
    return parse_number(day.substr(at, count)).value_or(0);
  };
  const auto date = std::chrono::year_month_day(std::chrono::year(static_cast<int>(number(0, 4))),
                                                std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                                std::chrono::day(static_cast<unsigned>(number(8, 2))));
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::sys_days(date).time_since_epoch()).count();
}

// The bytes of an id of this millisecond, all others being `filler`.
std::string id_bytes_at(std::int64_t milliseconds, char filler) {
  static constexpr std::size_t time_bytes = 6;
  std::string bytes(Uuid::size, filler);
  auto rest = static_cast<std::uint64_t>(std::max<std::int64_t>(milliseconds, 0));
  for (std::size_t i = time_bytes; i > 0; --i) {
    bytes[i - 1] = static_cast<char>(rest & 0xffU);
    rest >>= 8U;
  }
  return bytes;
}

}  // namespace

Days read_days(const Visit& visit, ReadField read, Errors& errors) {
  const auto text_of = [&](std::string_view name) { return std::string(trim((visit.*read)(name))); };
  Days days{read_day(text_of("from"), "from", errors), read_day(text_of("to"), "to", errors)};
  if (days.from) days.from = text_of("from") + " 00:00:00.000000";
  if (days.from && days.until && *days.from > *days.until) errors["to"] = "This day is before the first one.";
  return days;
}

void add_day_fields(const Visit& visit, ReadField read, std::vector<Field>& fields) {
  fields.push_back(
      {.name = "from", .label = "From day (UTC)", .kind = Field::Kind::date, .value = (visit.*read)("from")});
  fields.push_back({.name = "to", .label = "To day (UTC)", .kind = Field::Kind::date, .value = (visit.*read)("to")});
}

IdBounds id_bounds_of(const Days& days) {
  static constexpr std::int64_t slack = 600'000;
  static constexpr std::int64_t day = 86'400'000;
  IdBounds bounds{std::string(Uuid::size, '\0'), std::string(Uuid::size, '\xff')};
  if (days.from) bounds.first = id_bytes_at(milliseconds_of(*days.from) - slack, '\0');
  if (days.until) bounds.last = id_bytes_at(milliseconds_of(*days.until) + day + slack, '\xff');
  return bounds;
}

std::string query_of(const Visit& visit, const std::vector<std::string>& names) {
  std::string query;
  for (const auto& name : names) query += (query.empty() ? "" : "&") + name + "=" + percent_encode(visit.asked(name));
  return query;
}

}  // namespace latchkey::admin
