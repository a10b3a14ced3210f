// A web machine of a cluster's tests: the real handlers with a configuration of their own.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "cluster/support/fastcgi_client.hpp"
#include "config/database_address.hpp"
#include "support/command.hpp"

namespace latchkey::test {

class WebMachine {
 public:
  struct Options {
    std::vector<DatabaseAddress> hosts;  // the preferred one first
    std::string user = "root";
    std::string password = {};
    std::string environment = {};  // what stands before the command of a handler, such as a preloaded library
    std::string more_settings = {};
  };

  // Starts latchkey-customers, -login and -session with that many processes each.
  explicit WebMachine(const Options& options);
  ~WebMachine();
  WebMachine(const WebMachine&) = delete;
  WebMachine& operator=(const WebMachine&) = delete;
  WebMachine(WebMachine&&) = delete;
  WebMachine& operator=(WebMachine&&) = delete;

  static constexpr int processes = 2;

  // To the program that serves the path.
  [[nodiscard]] Answer send(const FastCgiRequest& request) const;

  // The command line on this machine's configuration, in its environment.
  [[nodiscard]] CommandResult latchkey(const std::string& arguments, const std::string& input = "") const;

  // What the handlers have logged.
  [[nodiscard]] std::string log() const;

 private:
  void start(const std::string& program);
  [[nodiscard]] std::string file(const std::string& name) const { return folder_.path() / name; }

  TemporaryFolder folder_;
  std::string environment_;
  std::vector<int> pids_;
};

}  // namespace latchkey::test
