// Breaks an installation in one way, reads what `latchkey doctor --json` says of it, and mends it again.
#pragma once
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "support/stack.hpp"

namespace latchkey::test {

// Keeps a file as it is, to put it back.
class Kept {
 public:
  explicit Kept(std::filesystem::path path) : path_(std::move(path)), text_(read_file(path_)) {}
  [[nodiscard]] std::function<void()> change(const std::string& from, const std::string& to) const {
    return [*this, from, to] {
      const auto at = text_.find(from);
      BOOST_REQUIRE_MESSAGE(at != std::string::npos, from);
      write_file(path_, std::string(text_).replace(at, from.size(), to));
    };
  }
  [[nodiscard]] std::function<void()> add(const std::string& more) const {
    return [*this, more] { write_file(path_, text_ + more); };
  }
  [[nodiscard]] std::function<void()> put_back() const {
    return [*this] { write_file(path_, text_); };
  }

 private:
  std::filesystem::path path_;
  std::string text_;
};

inline void stop(const std::string& name) {
  const int pid = Stack::shared().pid_of(name);
  ::kill(pid, SIGTERM);
  BOOST_REQUIRE(holds_within(std::chrono::seconds{15}, [&] { return !is_alive(pid); }));
}

// As scripts/demo does.
inline void start(const std::string& name, const std::string& program) {
  const std::string folder = Stack::shared().folder();
  const auto started = run("LATCHKEY_CONFIG=" + quoted(Stack::shared().env("CONFIG")) + " setsid " + program + " >>" +
                           quoted(folder + "/log/" + name + ".log") + " 2>&1 </dev/null & echo $! >" +
                           quoted(folder + "/run/" + name + ".pid"));
  BOOST_REQUIRE_MESSAGE(started.exit_code == 0, started.errors);
}

// As the database's administrator.
inline std::function<void()> sql(const std::string& statement) {
  return [statement] { Stack::shared().connect()->execute_text(statement); };
}

struct Breaking {
  std::string what;
  std::function<void()> act;
  std::function<void()> mend;
  std::string level;              // error or warning
  std::string told;               // part of the finding's text
  std::optional<int> errors = 1;  // how many findings are errors then; nothing: it changes from moment to moment
};

inline nlohmann::json run_doctor(const std::string& environment = "") {
  const Stack& stack = Stack::shared();
  const auto result = environment.empty() ? stack.latchkey("doctor --json")
                                          : run("LATCHKEY_CONFIG=" + quoted(stack.env("CONFIG")) + " " + environment +
                                                " " + quoted(stack.env("BIN_DIR") + "/latchkey") + " doctor --json");
  auto report = nlohmann::json::parse(result.output, nullptr, false);
  BOOST_REQUIRE_MESSAGE(report.is_object(), result.output << result.errors);
  BOOST_TEST(result.exit_code == (report["errors"] == 0 ? 0 : 1));
  return report;
}

inline bool has_finding(const nlohmann::json& report, const Breaking& breaking) {
  for (const auto& finding : report["findings"]) {
    const bool is_wanted = finding["level"] == breaking.level &&
                           finding["text"].get<std::string>().find(breaking.told) != std::string::npos;
    if (is_wanted) return finding["remedy"].is_string();
  }
  return false;
}

// What is not well, for the log of the test.
inline std::string describe_faults(const nlohmann::json& report) {
  std::string text;
  for (const auto& finding : report["findings"]) {
    if (finding["level"] != "ok") text += finding.dump() + "\n";
  }
  return text;
}

// Some of it takes a moment to be seen, such as a new configuration of nginx.
inline void check(const std::vector<Breaking>& breakings) {
  for (const auto& breaking : breakings) {
    BOOST_TEST_CONTEXT(breaking.what) {
      nlohmann::json report;
      breaking.act();
      const bool is_told = holds_within(std::chrono::seconds{10}, [&] {
        report = run_doctor();
        const int errors = report["errors"];
        return has_finding(report, breaking) && errors == breaking.errors.value_or(errors);
      });
      breaking.mend();
      BOOST_TEST(is_told, breaking.told << " in\n" << describe_faults(report));
      const bool is_mended = holds_within(std::chrono::seconds{10}, [&] {
        report = run_doctor();
        return report["errors"] == 0;
      });
      BOOST_TEST(is_mended, describe_faults(report));
    }
  }
}

}  // namespace latchkey::test
