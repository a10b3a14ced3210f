#include "admin/frame/chart.hpp"

#include <algorithm>
#include <numeric>

namespace latchkey::admin {
namespace {

constexpr std::int64_t height = 120;
constexpr std::int64_t bar_step = 10;
constexpr std::int64_t bar_width = 8;

std::size_t count_bars(const Chart& chart) { return chart.series.empty() ? 0 : chart.series.front().values.size(); }

std::int64_t sum_of(const std::vector<std::int64_t>& values) {
  return std::accumulate(values.begin(), values.end(), std::int64_t{0});
}

// What each bar comes to below the series.
std::vector<std::int64_t> totals_below(const Chart& chart, std::size_t series) {
  std::vector<std::int64_t> totals(count_bars(chart), 0);
  for (std::size_t i = 0; i < series; ++i) {
    for (std::size_t bar = 0; bar < totals.size(); ++bar) totals[bar] += chart.series[i].values.at(bar);
  }
  return totals;
}

// The pieces of one series as an SVG path; a piece that is there is a unit high at least.
std::string draw(const Chart& chart, std::size_t series, std::int64_t highest) {
  const auto below = totals_below(chart, series);
  std::string path;
  for (std::size_t bar = 0; bar < below.size(); ++bar) {
    const std::int64_t value = chart.series[series].values.at(bar);
    if (value == 0) continue;
    const std::int64_t bottom = height - below[bar] * height / highest;
    const std::int64_t top = std::min(height - (below[bar] + value) * height / highest, bottom - 1);
    path += "M" + std::to_string(static_cast<std::int64_t>(bar) * bar_step + 1) + " " + std::to_string(bottom) + "V" +
            std::to_string(top) + "h" + std::to_string(bar_width) + "V" + std::to_string(bottom) + "z";
  }
  return path;
}

}  // namespace

void add_chart(html::Values& values, const Chart& chart) {
  const auto totals = totals_below(chart, chart.series.size());
  const auto highest = totals.empty() ? 0 : *std::ranges::max_element(totals);
  values.set("HEADING", chart.title);
  if (highest == 0) {
    values.add_section("NOTHING");
    return;
  }
  auto& drawn = values.add_section("DRAWN").set("HIGHEST", std::to_string(highest));
  drawn.set("WIDTH", std::to_string(static_cast<std::int64_t>(totals.size()) * bar_step));
  drawn.set("HEIGHT", std::to_string(height)).set("FIRST", chart.first).set("LAST", chart.last);
  drawn.set("NAME", chart.title + ", " + std::to_string(sum_of(totals)) + " in all; the table below has the numbers");
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    const auto sum = sum_of(chart.series[i].values);
    if (sum == 0) continue;
    drawn.add_section("PIECES").set("NUMBER", std::to_string(i)).set("PATH", draw(chart, i, highest));
    drawn.add_section("KEY")
        .set("NUMBER", std::to_string(i))
        .set("LABEL", chart.series[i].label)
        .set("SUM", std::to_string(sum));
  }
}

}  // namespace latchkey::admin
