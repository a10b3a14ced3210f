// The text format of Prometheus, version 0.0.4.
// https://prometheus.io/docs/instrumenting/exposition_formats/
#pragma once
#include <map>
#include <string>

namespace latchkey::metrics {

// What is to be shown, by its series; values as the format writes them. Sorted, so that the series of one metric stand
// together.
using Series = std::map<std::string, std::string>;

// The counters of all programs of this machine that count in the folder.
[[nodiscard]] Series read_all_counters(const std::string& folder);

// The text with a TYPE and a HELP line above each metric.
[[nodiscard]] std::string expose(const Series& series);

}  // namespace latchkey::metrics
