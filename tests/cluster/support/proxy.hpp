// HAProxy before database servers, with a configuration of docs/haproxy.
#pragma once
#include <map>
#include <string>

#include "config/database_address.hpp"
#include "support/command.hpp"

namespace latchkey::test {

class Proxy {
 public:
  // Starts haproxy with docs/haproxy/NAME, in which the `servers`' addresses are replaced by the others and the proxy's
  // own by a free port. Fails the test when the file does not have one of them.
  Proxy(const std::string& name, const std::map<std::string, std::string>& servers);
  ~Proxy();
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;
  Proxy(Proxy&&) = delete;
  Proxy& operator=(Proxy&&) = delete;

  [[nodiscard]] DatabaseAddress address() const { return {.socket = "", .host = "127.0.0.1", .port = port_}; }

 private:
  TemporaryFolder folder_;
  std::uint16_t port_;
  int pid_ = 0;
};

}  // namespace latchkey::test
