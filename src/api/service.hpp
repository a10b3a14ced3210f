// What partners call: /api/v1/.
#pragma once
#include <memory>

#include "api/calls/call_log.hpp"
#include "config/config.hpp"
#include "db/connection.hpp"
#include "http/service.hpp"

namespace latchkey::api {

// All references must outlive the service, which adds the calls that it answers to `calls` and writes none.
[[nodiscard]] std::unique_ptr<http::Service> make_service(const Config& config, db::Connection& db, CallLog& calls);

}  // namespace latchkey::api
