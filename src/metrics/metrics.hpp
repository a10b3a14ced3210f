// What this process counts for /metrics. Like the log, it is one for the process and may be called from anywhere; it
// never fails, and counts nothing before start().
#pragma once
#include <chrono>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace latchkey::metrics {

// Counts from now on in the file of this program in the folder, which must be there. An empty folder: nothing is
// counted. A folder that cannot be used is logged.
void start(const std::string& folder, std::string_view program);

// Labels and their values, in the order of the series' text. Names are those of the contract, section 16.
using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

// `name{label="value",…}`, the values escaped as the text format wants them.
[[nodiscard]] std::string make_series(std::string_view name, Labels labels);

// Adds one to a series.
void count(std::string_view name, Labels labels);

// A request was answered: its route's template, the status, and how long its handler took.
void count_request(std::string_view route, int status, std::chrono::nanoseconds taken);

}  // namespace latchkey::metrics
