// The sign-in of members: /auth/login and /auth/logout.
#pragma once
#include <memory>

#include "config/config.hpp"
#include "db/connection.hpp"
#include "http/service.hpp"

namespace latchkey::members {

// Both references must outlive the service.
[[nodiscard]] std::unique_ptr<http::Service> make_login_service(const Config& config, db::Connection& db);

}  // namespace latchkey::members
