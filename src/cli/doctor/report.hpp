// What `latchkey doctor` says.
#pragma once
#include <exception>
#include <iostream>
#include <string>

namespace latchkey::cli {

// Prints one line per finding and remembers whether anything is broken.
class Report {
 public:
  void ok(const std::string& text) { std::cout << "ok    " << text << '\n'; }
  void warn(const std::string& text, const std::string& remedy) { tell("warn  ", text, remedy); }
  void fail(const std::string& text, const std::string& remedy) {
    tell("FAIL  ", text, remedy);
    has_failed_ = true;
  }
  [[nodiscard]] bool has_failed() const { return has_failed_; }

 private:
  static void tell(const char* mark, const std::string& text, const std::string& remedy) {
    std::cout << mark << text << "\n      -> " << remedy << '\n';
  }
  bool has_failed_ = false;
};

// Runs one check. What it throws becomes a finding, also when the database is away.
template <class Check>
void examine(Report& report, const std::string& what, const std::string& remedy, Check check) {
  try {
    check();
  } catch (const std::exception& error) {
    report.fail(what + ": " + error.what(), remedy);
  }
}

}  // namespace latchkey::cli
