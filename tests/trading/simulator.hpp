// The simulated trading servers of tests/simulators, and how tests control them. Each has a port of its own.
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

// Controls a simulator that is running: makes it fail, and asks what it has seen.
class SimulatorControl {
 public:
  // `address` is that of the control port, e.g. http://127.0.0.1:4000. `record` is the file that it writes its accounts
  // to.
  SimulatorControl(std::string address, std::filesystem::path record)
      : address_(std::move(address)), record_(std::move(record)) {}

  // Makes the next call of `command` fail in this way. `more` holds what this kind of fault takes.
  void add_fault(const std::string& command, const std::string& kind,
                 nlohmann::json more = nlohmann::json::object()) const;
  void clear_faults() const;
  void set(const nlohmann::json& settings) const;
  void restart(double seconds) const;

  // The accounts in its record, read from the file.
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

// Starts a simulator, and stops it when the object is destroyed.
class Simulator : public SimulatorControl {
 public:
  // Its defaults apply where `settings` says nothing. Waits until it listens; when it does not start, the test fails.
  explicit Simulator(SimulatorKind kind, const nlohmann::json& settings = nlohmann::json::object());
  ~Simulator();
  Simulator(const Simulator&) = delete;
  Simulator& operator=(const Simulator&) = delete;
  Simulator(Simulator&&) = delete;
  Simulator& operator=(Simulator&&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string certificate_file() const { return folder_.path() / "server.pem"; }

  // The settings by which the product reaches it. For MT5 its certificate is trusted as an authority.
  [[nodiscard]] trading::Mt5Settings mt5() const;
  [[nodiscard]] trading::Mt4Settings mt4() const;

 private:
  TemporaryFolder folder_;
  int pid_ = 0;
  std::uint16_t port_ = 0;
};

}  // namespace latchkey::test
