// /healthz: does this program reach its database?
#pragma once
#include <memory>

#include "db/connection.hpp"
#include "http/service.hpp"

namespace latchkey::api {

// The connection must outlive the service.
[[nodiscard]] std::unique_ptr<http::Service> make_health_service(db::Connection& db);

}  // namespace latchkey::api
