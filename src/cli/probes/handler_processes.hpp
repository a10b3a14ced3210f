// How many processes of a handler program serve a socket of this machine, as the kernel tells it in /proc.
#pragma once
#include <optional>
#include <string>

#include "cli/probes/identity.hpp"

namespace latchkey::cli {

struct HandlerProcesses {
  int live = 0;                              // running or waiting for requests; stopped and dead ones do not count
  std::optional<int> wanted = std::nullopt;  // what multiwatch's option -f says; nothing under another supervisor
};

// Those that hold the listening socket at this path as their standard input, as spawn-fcgi and systemd hand it on.
// Nothing when the kernel does not show who holds it: to other users than root and the program's own.
[[nodiscard]] std::optional<HandlerProcesses> count_handler_processes(const std::string& socket_path);

// Who these processes run as; nothing where count_handler_processes() has nothing.
[[nodiscard]] std::optional<Identity> find_handler_identity(const std::string& socket_path);

}  // namespace latchkey::cli
