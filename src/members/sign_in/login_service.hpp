// The program latchkey-login: /auth/login and /auth/logout.
#pragma once
#include "config/config.hpp"
#include "db/connection.hpp"
#include "http/service.hpp"

namespace latchkey::members {

// Both references must outlive the service.
[[nodiscard]] http::Service make_login_service(const Config& config, db::Connection& db);

}  // namespace latchkey::members
