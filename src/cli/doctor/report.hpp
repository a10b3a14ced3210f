// What `latchkey doctor` says.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "cli/context.hpp"
#include "cli/database/database_trouble.hpp"

namespace latchkey::cli {

// Takes the findings, group by group. A table is printed while they come, JSON by finish().
class Report {
 public:
  explicit Report(Output output) : output_(output) {}

  // The findings from now on belong to this group.
  void begin(const std::string& group);

  void ok(const std::string& text) { add({"ok", text, ""}); }
  void skip(const std::string& text) { add({"skipped", text, ""}); }  // could not be looked at; neither good nor bad
  void warn(const std::string& text, const std::string& remedy) { add({"warning", text, remedy}); }
  void fail(const std::string& text, const std::string& remedy) { add({"error", text, remedy}); }

  // Prints what is left to print.
  void finish() const;

  [[nodiscard]] int errors() const { return errors_; }
  [[nodiscard]] bool has_failed() const { return errors_ > 0; }

 private:
  struct Finding {
    std::string level;
    std::string text;
    std::string remedy;
  };
  void add(const Finding& finding);
  void print(const Finding& finding);

  Output output_;
  std::string group_;
  bool is_headed_ = false;  // the group's headline was printed
  int errors_ = 0;
  int warnings_ = 0;
  nlohmann::json findings_ = nlohmann::json::array();
};

// Runs one check. What it throws becomes a finding of the group; `remedy` is told where the error itself has none.
template <class Check>
void examine(Report& report, const std::string& what, const std::string& remedy, Check check) {
  try {
    check();
  } catch (const std::exception& error) {
    const Trouble trouble = explain(error);
    report.fail(what + ": " + trouble.words, trouble.remedy.empty() ? remedy : trouble.remedy);
  }
}

}  // namespace latchkey::cli
