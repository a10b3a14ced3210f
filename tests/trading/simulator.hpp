// The simulated trading servers of tests/simulators, each on a port of its own, and their controls.
#pragma once
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/command.hpp"
#include "trading/mt4/mt4_client.hpp"
#include "trading/mt5/mt5_client.hpp"

namespace latchkey::test {

enum class SimulatorKind { mt4, mt5 };

// A simulator that runs already: faults on demand, and what it has seen.
class SimulatorControl {
 public:
  // `address` is the control port's, e.g. http://127.0.0.1:4000; `record` the file of accounts.
  SimulatorControl(std::string address, std::filesystem::path record)
      : address_(std::move(address)), record_(std::move(record)) {}

  // The next call of `command` fails like this; `more` holds the kind's own members.
  void add_fault(const std::string& command, const std::string& kind,
                 nlohmann::json more = nlohmann::json::object()) const;
  void clear_faults() const;
  void set(const nlohmann::json& settings) const;
  void restart(double seconds) const;

  // What its own record says, read from the file.
  [[nodiscard]] std::vector<nlohmann::json> accounts() const;
  [[nodiscard]] int count(const std::string& statistic) const;  // connections, sign_ins, wrong_answers
  [[nodiscard]] int count_command(const std::string& command) const;

 protected:
  SimulatorControl() = default;
  void control_at(std::string address, std::filesystem::path record) {
    *this = SimulatorControl(std::move(address), std::move(record));
  }

 private:
  [[nodiscard]] nlohmann::json control(const std::string& path, const nlohmann::json& body = nullptr) const;
  std::string address_;
  std::filesystem::path record_;
};

// A simulator of its own, stopped with this object.
class Simulator : public SimulatorControl {
 public:
  // Starts it with these settings over its defaults and waits until it listens. One that does not start fails the test.
  explicit Simulator(SimulatorKind kind, const nlohmann::json& settings = nlohmann::json::object());
  ~Simulator();
  Simulator(const Simulator&) = delete;
  Simulator& operator=(const Simulator&) = delete;
  Simulator(Simulator&&) = delete;
  Simulator& operator=(Simulator&&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string certificate_file() const { return folder_.path() / "server.pem"; }

  // How the product reaches it. MT5: trusting its certificate as an authority.
  [[nodiscard]] trading::Mt5Settings mt5() const;
  [[nodiscard]] trading::Mt4Settings mt4() const;

 private:
  TemporaryFolder folder_;
  int pid_ = 0;
  std::uint16_t port_ = 0;
};

}  // namespace latchkey::test
