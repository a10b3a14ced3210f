// The program latchkey-customers: /api/v1/ and /healthz.
#pragma once
#include "config/config.hpp"
#include "db/connection.hpp"
#include "http/service.hpp"

namespace latchkey::api {

// Both references must outlive the service.
[[nodiscard]] http::Service make_service(const Config& config, db::Connection& db);

}  // namespace latchkey::api
