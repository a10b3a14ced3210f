// What the handler programs' main functions share.
#pragma once
#include "http/application.hpp"
#include "programs/start.hpp"

namespace latchkey {

// Mounts the program's services; the references outlive the application.
using MountServices = std::function<void(http::Application&, const Config&, db::Connection&)>;

struct Handler {
  std::string_view name;
  Program program;  // whose part of the configuration is read
  MountServices mount_services;
};

// run_program() for a FastCGI and CGI handler: serves until the supervisor ends it. Exit code 0 after an orderly end, 1
// when the listening socket is unusable; the others as in run_program().
[[nodiscard]] int run_handler(int argc, char** argv, const Handler& handler);

}  // namespace latchkey
