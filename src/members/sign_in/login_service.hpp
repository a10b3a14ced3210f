// The sign-in of members: /auth/login, /auth/logout, and the logo of its pages at /auth/logo.
#pragma once
#include <memory>

#include "config/config.hpp"
#include "db/connection.hpp"
#include "http/service.hpp"
#include "members/sign_in/site.hpp"

namespace latchkey::members {

// The references must outlive the service.
[[nodiscard]] std::unique_ptr<http::Service> make_login_service(const Config& config, db::Connection& db,
                                                                const Site& site);

}  // namespace latchkey::members
