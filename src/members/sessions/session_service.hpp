// The program latchkey-session: /auth/session (JSON for pages) and /auth/verify (nginx auth_request, internal).
#pragma once
#include "config/config.hpp"
#include "db/connection.hpp"
#include "http/service.hpp"

namespace latchkey::members {

// Both references must outlive the service.
[[nodiscard]] http::Service make_session_service(const Config& config, db::Connection& db);

}  // namespace latchkey::members
