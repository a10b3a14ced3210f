// Platforms as an administrator enters them with the real program, each served by a simulator.
#pragma once
#include <boost/test/unit_test.hpp>
#include <string>

#include "support/stack.hpp"
#include "trading/simulator.hpp"

namespace latchkey::test {

inline Stack& stack() { return Stack::shared(); }

inline bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

inline CommandResult done(const std::string& arguments, const std::string& input = "") {
  auto result = stack().latchkey(arguments, input);
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, arguments << ": " << result.errors);
  return result;
}

inline nlohmann::json listed(const std::string& arguments) {
  return nlohmann::json::parse(done(arguments + " --json").output);
}

inline nlohmann::json find(const nlohmann::json& rows, const std::string& member, const nlohmann::json& value) {
  for (const auto& row : rows) {
    if (row[member] == value) return row;
  }
  return nullptr;
}

// A platform served by a simulator of its own, disabled, so that no provisioner has a part in it.
class Entered {
 public:
  explicit Entered(SimulatorKind kind) : Entered(kind, next_number()) {}

  // Logins of its own, so that no two platforms have the same ones.
  Entered(SimulatorKind kind, int number)
      : simulator(kind, {{"first_login", 600000 + 1000 * number}}), name("Entered" + std::to_string(number)) {
    const bool is_mt5 = kind == SimulatorKind::mt5;
    done("platform add --name " + name + " --host 127.0.0.1 --secret-stdin --request-timeout 1s --port " +
             std::to_string(simulator.port()) +
             (is_mt5 ? " --kind mt5 --manager 1000 --ca " + quoted(simulator.certificate_file()) : " --kind mt4"),
         is_mt5 ? "Password1\n" : "master\n");
    done("platform disable " + name);
    done("platform group add --platform " + name + " --account-type standard --currency USD --group " +
         (is_mt5 ? "'demo\\forex-usd'" : "1"));
  }

  // What `platform test --json` says of a step, as "result: found -> remedy"; empty when the step was not reached.
  [[nodiscard]] std::string step(const std::string& step) const {
    const auto tested = stack().latchkey("platform test --json " + name);
    is_good = tested.exit_code == 0;
    const nlohmann::json row = find(nlohmann::json::parse(tested.output), "step", step);
    if (row.is_null()) return "";
    return row["result"].get<std::string>() + ": " + row["found"].get<std::string>() + " -> " +
           row["remedy"].get<std::string>();
  }

  void check_fails(const std::string& wanted, const std::string& remedy) const {
    const std::string told = step(wanted);
    BOOST_TEST(!is_good);
    BOOST_TEST(told.starts_with("failed"), wanted << " " << told);
    BOOST_TEST(has(told, remedy), told);
  }

  static int next_number() {
    static int count = 0;
    return ++count;
  }

  Simulator simulator;
  std::string name;
  mutable bool is_good = false;  // of the last test
};

struct Mt5 : Entered {
  Mt5() : Entered(SimulatorKind::mt5) {}
};
struct Mt4 : Entered {
  Mt4() : Entered(SimulatorKind::mt4) {}
};

inline Answer create(const std::string& platform) {
  nlohmann::json body = new_customer();
  body["tradingAccount"] = {{"platform", platform}};
  Answer answer = stack().post("/api/v1/customers", body);
  BOOST_REQUIRE(answer.status == 201);
  return answer;
}

}  // namespace latchkey::test
