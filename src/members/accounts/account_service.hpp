// Under /auth/trading-accounts: a customer's trading accounts as JSON for pages, and their platform passwords, once.
#pragma once
#include <memory>

#include "config/config.hpp"
#include "db/connection.hpp"
#include "http/service.hpp"

namespace latchkey::members {

// Both references must outlive the service.
[[nodiscard]] std::unique_ptr<http::Service> make_account_service(const Config& config, db::Connection& db);

}  // namespace latchkey::members
