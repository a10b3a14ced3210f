// Under /auth/trading-accounts: a customer's trading accounts as JSON for pages, and their platform passwords, once.
#pragma once
#include <string_view>

#include "config/config.hpp"
#include "db/connection.hpp"
#include "http/service.hpp"

namespace latchkey::members {

[[nodiscard]] bool is_account_path(std::string_view path);

// Answers the paths of which is_account_path() is true. Both references must outlive the service.
[[nodiscard]] http::Service make_account_service(const Config& config, db::Connection& db);

}  // namespace latchkey::members
