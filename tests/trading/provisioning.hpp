// A platform in the database that a simulator serves, customers who want accounts there, and provisioners whose waits
// are short.
#pragma once
#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "crypto/secret_box.hpp"
#include "support/people.hpp"
#include "support/throwaway_server.hpp"
#include "trading/accounts/account_history.hpp"
#include "trading/accounts/account_request.hpp"
#include "trading/platforms/circuit.hpp"
#include "trading/provisioning/provisioner.hpp"
#include "trading/simulator.hpp"

namespace latchkey::trading {

inline std::ostream& operator<<(std::ostream& out, ShownStatus status) { return out << name_of(status); }
inline std::ostream& operator<<(std::ostream& out, AccountStatus status) { return out << name_of(status); }
inline std::ostream& operator<<(std::ostream& out, SendStep step) {
  static constexpr const char* names[] = {"sending", "half_way", "answered", "stored"};
  return out << names[static_cast<std::size_t>(step)];
}

}  // namespace latchkey::trading

namespace latchkey::test {

// The shipped waits, about a hundred times faster.
inline trading::Pace fast_pace() {
  using std::chrono::milliseconds;
  trading::Pace pace;
  pace.lease = milliseconds{3000};
  pace.first_look = milliseconds{50};
  pace.second_look = milliseconds{150};
  pace.later_look = milliseconds{600};
  pace.clean_gap = milliseconds{300};
  pace.first_retry = milliseconds{20};
  pace.longest_retry = milliseconds{600};
  pace.blocked_address = milliseconds{200};
  pace.manual_after = milliseconds{20000};
  pace.idle = milliseconds{10};
  return pace;
}

class Provisioning {
 public:
  explicit Provisioning(SimulatorKind kind, const nlohmann::json& settings = nlohmann::json::object());

  // A new customer's wish for an account on this platform.
  [[nodiscard]] Uuid queue(const std::optional<std::string>& address = "192.0.2.7");

  // A bench of its own connection, as a process has it.
  [[nodiscard]] std::unique_ptr<trading::Workbench> make_bench(db::Connection& connection) const;

  // Runs a provisioner until the account is created, failed or manual, at most `longest`.
  trading::AccountState provision(const Uuid& account, std::chrono::milliseconds longest = std::chrono::seconds{10});

  // Runs one in a process of its own that kills itself with SIGKILL at this step, or ends after a second.
  void provision_and_die(trading::SendStep step) const;

  [[nodiscard]] std::string status(const Uuid& account) const;
  [[nodiscard]] std::string code(const Uuid& account) const;
  // The platform's own accounts with this one's tag.
  [[nodiscard]] int count_at_platform(const Uuid& account) const;

  TemporaryFolder folder;
  Simulator simulator;
  std::unique_ptr<db::Connection> db;
  std::unique_ptr<crypto::SecretBox> box;
  trading::Platform platform;
  trading::PlatformGroup group;
};

}  // namespace latchkey::test
