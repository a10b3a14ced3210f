// nginx as it runs on this machine, and its configuration.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cli/probes/identity.hpp"
#include "cli/probes/nginx_directives.hpp"

namespace latchkey::cli {

struct Nginx {
  bool is_running = false;
  std::vector<Directive> directives;  // of the files as they are now; empty when nginx -T failed
  std::string problem;                // nginx's words when it failed
  std::optional<Identity> worker;     // who its workers run as
};

// Every nginx that runs here as root or as this user, with the -c and -p that it was started with. When none does, the
// one that is installed, if it is.
[[nodiscard]] std::vector<Nginx> find_nginx();

}  // namespace latchkey::cli
