// A Galera cluster with the settings that docs/failover.md recommends, and a web machine for each of its nodes.
#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "cluster/support/galera_cluster.hpp"
#include "cluster/support/web_machine.hpp"
#include "support/stack.hpp"

namespace latchkey::test {

struct Machines {
  struct Options {
    std::string more_settings = {};  // of each machine's configuration
  };

  Machines() : Machines(Options{}) {}
  explicit Machines(const Options& options);

  // Ends the machines, and starts others in their place.
  void start_anew();

  // Of a machine that prefers this node, then those after it.
  [[nodiscard]] WebMachine::Options options_of(std::size_t node) const;

  [[nodiscard]] std::vector<const WebMachine*> all() const;

  GaleraCluster cluster;
  std::string more_settings;
  std::vector<std::unique_ptr<WebMachine>> machines;
  std::string api_key;
};

// A new customer's, made at `machine`.
[[nodiscard]] std::string make_login_token(const Machines& all, const WebMachine& machine);
[[nodiscard]] Answer redeem(const WebMachine& machine, const std::string& token);

// How long after the sign-out at `here` the session still counted at `there`; three seconds at most.
[[nodiscard]] std::chrono::milliseconds time_of_sign_out(const Machines& all, const WebMachine& here,
                                                         const WebMachine& there);

// Makes what every test needs, by the machine's command line: the page where customers land, and an API key, which it
// returns.
[[nodiscard]] std::string make_site(const WebMachine& machine);

}  // namespace latchkey::test
