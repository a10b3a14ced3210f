// The program latchkey-login: /auth/login and /auth/logout.
#pragma once
#include "auth/session_store.hpp"
#include "config/config.hpp"
#include "db/connection.hpp"
#include "http/service.hpp"

namespace latchkey::auth {

[[nodiscard]] SessionLimits session_limits(const Config& config);

// Both references must outlive the service.
[[nodiscard]] http::Service make_login_service(const Config& config, db::Connection& db);

}  // namespace latchkey::auth
