#include "metrics/exposition.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/files/folder.hpp"
#include "metrics/counter_file.hpp"
#include "metrics/durations.hpp"

namespace latchkey::metrics {
namespace {

struct Metric {
  std::string_view name;
  std::string_view type;
  std::string_view help;
};

constexpr std::array metrics{
    Metric{"latchkey_accounts", "gauge", "Trading accounts by platform and state."},
    Metric{"latchkey_api_key_expiry_timestamp_seconds", "gauge", "When an API key that is valid ends."},
    Metric{"latchkey_build_info", "gauge", "The version that runs."},
    Metric{"latchkey_database_up", "gauge", "1 when the database has answered this scrape."},
    Metric{"latchkey_outbox", "gauge", "Messages to webhooks and postbacks by state."},
    Metric{"latchkey_outbox_oldest_seconds", "gauge", "For how long the oldest message has been due."},
    Metric{"latchkey_redemptions_total", "counter", "Login tokens that were presented, by what came of them."},
    Metric{"latchkey_request_duration_seconds", "histogram", "From a request's arrival at a handler to its answer."},
    Metric{"latchkey_requests_total", "counter", "Requests that handlers have answered."},
    Metric{"latchkey_sign_ins_total", "counter", "Customers' sign-ins by password, by what came of them."},
};

std::string_view name_of(std::string_view series) {
  const std::string_view name = series.substr(0, series.find('{'));
  const std::string_view histogram = "latchkey_request_duration_seconds";
  return name.starts_with(histogram) ? histogram : name;
}

std::string seconds_of(std::uint64_t microseconds) {
  const std::string digits = std::to_string(1'000'000 + microseconds % 1'000'000);
  return std::to_string(microseconds / 1'000'000) + "." + digits.substr(1);
}

}  // namespace

Series read_all_counters(const std::string& folder) {
  std::map<std::string, std::uint64_t> totals;
  for (const auto& path : list_folder(folder, {std::string(counters_suffix)}).files) {
    for (const auto& sample : read_counters(path)) totals[sample.series] += sample.value;
  }
  Series shown;
  for (const auto& [series, total] : totals) {
    const bool is_time = series.starts_with(duration_sum);
    shown.emplace(series, is_time ? seconds_of(total) : std::to_string(total));
  }
  return shown;
}

std::string expose(const Series& series) {
  std::string text;
  std::string_view shown;
  for (const auto& [line, value] : series) {
    const std::string_view name = name_of(line);
    if (name != shown) {
      shown = name;
      const auto* found = std::ranges::find(metrics, name, &Metric::name);
      if (found != metrics.end()) {
        text.append("# HELP ").append(name).append(" ").append(found->help).append("\n# TYPE ").append(name);
        text.append(" ").append(found->type).append("\n");
      }
    }
    text.append(line).append(" ").append(value).append("\n");
  }
  return text;
}

}  // namespace latchkey::metrics
