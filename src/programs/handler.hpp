// What the handler programs' main functions share.
#pragma once
#include "http/service.hpp"
#include "programs/start.hpp"

namespace latchkey {

using MakeService = std::function<http::Service(const Config&, db::Connection&)>;

// run_program() for a FastCGI and CGI handler: serves until the supervisor ends it. Exit code 0 after an orderly end, 1
// when the listening socket is unusable; the others as in run_program().
[[nodiscard]] int run_handler(int argc, char** argv, std::string_view name, Program program, const MakeService& make);

}  // namespace latchkey
