#include "api/limits/opening_hours.hpp"

#include <algorithm>
#include <array>

#include "api/limits/zone_clock.hpp"
#include "base/utf8.hpp"

namespace latchkey::api {
namespace {

constexpr std::array<std::string_view, 7> day_names{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr int minutes_of_a_day = 24 * 60;
constexpr std::string_view form = "Write it as mon-fri 09:00-18:00 or sat 10:00-24:00.";

std::optional<int> parse_day(std::string_view text) {
  const auto found = std::ranges::find(day_names, text);
  if (found == day_names.end()) return std::nullopt;
  return static_cast<int>(found - day_names.begin());
}

// `09:00`, up to `24:00`.
std::optional<int> parse_minute(std::string_view text) {
  static constexpr std::string_view digits = "0123456789";
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (const std::size_t at : {0U, 1U, 3U, 4U}) {
    if (digits.find(text[at]) == std::string_view::npos) return std::nullopt;
  }
  const int hour = (text[0] - '0') * 10 + text[1] - '0';
  const int minute = (text[3] - '0') * 10 + text[4] - '0';
  if (minute > 59 || hour * 60 + minute > minutes_of_a_day) return std::nullopt;
  return hour * 60 + minute;
}

// The parts on both sides of the one dash; the same part twice when there is none.
std::pair<std::string_view, std::string_view> halves(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return {text, text};
  return {text.substr(0, dash), text.substr(dash + 1)};
}

std::string minute_text(int minute) {
  const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return two(minute / 60) + ":" + two(minute % 60);
}

bool has_day(const OpeningWindow& window, int weekday) {
  if (window.first_day <= window.last_day) return weekday >= window.first_day && weekday <= window.last_day;
  return weekday >= window.first_day || weekday <= window.last_day;
}

}  // namespace

std::variant<OpeningWindow, OpeningProblem> parse_opening(std::string_view text) {
  const std::string lower = lower_ascii(trim(text));
  const auto blank = lower.find(' ');
  if (blank == std::string::npos) return OpeningProblem{std::string(form)};
  const std::string_view whole = lower;
  const auto [first_day, last_day] = halves(whole.substr(0, blank));
  const auto [first_minute, end_minute] = halves(trim(whole.substr(blank)));
  const auto from_day = parse_day(first_day);
  const auto to_day = parse_day(last_day);
  const auto from = parse_minute(first_minute);
  const auto to = parse_minute(end_minute);
  if (!from_day || !to_day || !from || !to) return OpeningProblem{std::string(form)};
  if (*from >= *to) {
    return OpeningProblem{
        "The end must be later than the begin; write hours over midnight as two windows, such as "
        "fri 22:00-24:00 and sat 00:00-04:00."};
  }
  return OpeningWindow{*from_day, *to_day, *from, *to};
}

std::string opening_text(const OpeningWindow& window) {
  std::string text(day_names.at(static_cast<std::size_t>(window.first_day)));
  if (window.last_day != window.first_day) {
    text += '-';
    text += day_names.at(static_cast<std::size_t>(window.last_day));
  }
  return text + " " + minute_text(window.first_minute) + "-" + minute_text(window.end_minute);
}

bool is_open(const std::vector<OpeningWindow>& windows, const std::string& zone, DatabaseTime at) {
  if (windows.empty()) return true;
  const auto [weekday, minute] = find_week_minute(zone, at);
  return std::ranges::any_of(windows, [day = weekday, now = minute](const OpeningWindow& window) {
    return has_day(window, day) && now >= window.first_minute && now < window.end_minute;
  });
}

std::optional<DatabaseTime> find_next_opening(const std::vector<OpeningWindow>& windows, const std::string& zone,
                                              DatabaseTime at) {
  static constexpr int days_ahead = 14;
  if (is_open(windows, zone, at)) return std::nullopt;
  std::optional<DatabaseTime> next;
  // A change of the clock can jump into a window, or over it.
  const auto consider = [&](DatabaseTime moment) {
    if (moment > at && (!next || moment < *next) && is_open(windows, zone, moment)) next = moment;
  };
  for (int days = 0; days <= days_ahead; ++days) {
    for (const auto& window : windows) {
      for (const auto moment : find_moments(zone, at, days, window.first_minute)) consider(moment);
    }
  }
  if (const auto change = find_next_change(zone, at); change && *change <= at + std::chrono::days{days_ahead}) {
    consider(*change);
  }
  return next;
}

}  // namespace latchkey::api
