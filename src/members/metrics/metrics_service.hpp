// GET /metrics: what the handlers of this machine have counted, and what the database says of accounts and API keys, in
// the text format of Prometheus. Served by latchkey-session, since it has the least to hide; nginx decides who may ask.
#pragma once
#include <memory>

#include "config/config.hpp"
#include "db/connection.hpp"
#include "http/service.hpp"

namespace latchkey::members {

// Both references must outlive the service. While the database is away the counters are shown all the same, with
// latchkey_database_up 0.
[[nodiscard]] std::unique_ptr<http::Service> make_metrics_service(const Config& config, db::Connection& db);

}  // namespace latchkey::members
