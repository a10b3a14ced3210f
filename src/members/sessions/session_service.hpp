// Of /auth/ what pages and nginx ask about a session: /auth/session (JSON for pages) and /auth/verify (nginx
// auth_request, internal).
#pragma once
#include <memory>

#include "config/config.hpp"
#include "db/connection.hpp"
#include "http/service.hpp"

namespace latchkey::members {

// Both references must outlive the service.
[[nodiscard]] std::unique_ptr<http::Service> make_session_service(const Config& config, db::Connection& db);

}  // namespace latchkey::members
