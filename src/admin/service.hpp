// The admin area: /admin/.
#pragma once
#include <memory>

#include "config/config.hpp"
#include "db/connection.hpp"
#include "http/service.hpp"

namespace latchkey::admin {

// Both references must outlive the service.
[[nodiscard]] std::unique_ptr<http::Service> make_service(const Config& config, db::Connection& db);

}  // namespace latchkey::admin
