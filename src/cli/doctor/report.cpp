#include "cli/doctor/report.hpp"

#include <iostream>

namespace latchkey::cli {
namespace {

std::string mark_of(const std::string& level) {
  if (level == "error") return "FAIL  ";
  if (level == "warning") return "warn  ";
  return level == "ok" ? "ok    " : "skip  ";
}

std::string count(int number, const std::string& what) {
  return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

}  // namespace

void Report::begin(const std::string& group) {
  group_ = group;
  is_headed_ = false;
}

void Report::add(const Finding& finding) {
  if (finding.level == "error") ++errors_;
  if (finding.level == "warning") ++warnings_;
  nlohmann::json remedy = finding.remedy.empty() ? nlohmann::json() : nlohmann::json(finding.remedy);
  findings_.push_back(
      {{"group", group_}, {"level", finding.level}, {"text", finding.text}, {"remedy", std::move(remedy)}});
  if (output_ == Output::table) print(finding);
}

void Report::print(const Finding& finding) {
  if (!is_headed_) std::cout << (findings_.size() > 1 ? "\n" : "") << group_ << '\n';
  is_headed_ = true;
  std::cout << mark_of(finding.level) << finding.text << '\n';
  if (!finding.remedy.empty()) std::cout << "      -> " << finding.remedy << '\n';
  std::cout.flush();
}

void Report::finish() const {
  if (output_ == Output::json) {
    std::cout << nlohmann::json{{"errors", errors_}, {"warnings", warnings_}, {"findings", findings_}}.dump(
                     2, ' ', false, nlohmann::json::error_handler_t::replace)
              << '\n';
  } else {
    std::cout << '\n' << count(errors_, "error") << ", " << count(warnings_, "warning") << '\n';
  }
}

}  // namespace latchkey::cli
