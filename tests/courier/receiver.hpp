// The receiver of tests/simulators, with a certificate of its own.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "config/courier_config.hpp"
#include "support/command.hpp"

namespace latchkey::test {

class Receiver {
 public:
  // Waits until it listens; when it does not start, the test fails.
  Receiver();
  ~Receiver();
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;
  Receiver(Receiver&&) = delete;
  Receiver& operator=(Receiver&&) = delete;

  // https://127.0.0.1:PORT and the path.
  [[nodiscard]] std::string url(const std::string& path) const;
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string certificate_file() const { return folder_.path() / "server.pem"; }

  // One that trusts the receiver and allows its address.
  [[nodiscard]] CourierConfig config() const;

  // Those whose URL begins with `path`, in their order.
  [[nodiscard]] std::vector<nlohmann::json> requests(const std::string& path) const;

  // How many came to /fast.
  [[nodiscard]] int count_fast() const;

 private:
  TemporaryFolder folder_;
  int pid_ = 0;
  std::uint16_t port_ = 0;
};

}  // namespace latchkey::test
