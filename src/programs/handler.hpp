// What the handler programs' main functions share.
#pragma once
#include <functional>
#include <string_view>

#include "config/config.hpp"
#include "db/connection.hpp"
#include "http/service.hpp"

namespace latchkey {

using MakeService = std::function<http::Service(const Config&, db::Connection&)>;

// Takes --help, --version and --check-config; else reads the configuration for `program` and serves. Exit codes: 0 an
// orderly end, 1 a wrong configuration or socket (told in one line on standard error), 2 wrong usage.
[[nodiscard]] int run_handler(int argc, char** argv, std::string_view name, Program program, const MakeService& make);

}  // namespace latchkey
