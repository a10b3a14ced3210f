// What Send test sends.
#pragma once
#include <string>

#include "db/connection.hpp"
#include "endpoints/settings/endpoint_store.hpp"

namespace latchkey::endpoints {

// Of a webhook the body of a `test` event; of a postback its template with the event `test`, the time, and examples
// for what a lead would tell.
[[nodiscard]] std::string make_test_payload(db::Connection& db, const Endpoint& endpoint);

}  // namespace latchkey::endpoints
