// What people do about deliveries: send again, send a test, give up, remove.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "audit/audit_log.hpp"
#include "db/connection.hpp"
#include "endpoints/settings/delivery_store.hpp"
#include "endpoints/settings/endpoint_store.hpp"

namespace latchkey::endpoints {

enum class Resend {
  done,
  succeeded,  // a postback that has arrived is never sent again
  gone,       // it was pruned, removed with its endpoint, or its person was erased
  not_told,   // the endpoint or its user is disabled, or the endpoint is gone
};

// The same message, with the same id and the same payload, is due at once.
[[nodiscard]] Resend resend(db::Connection& db, const audit::Actor& actor, const Endpoint& endpoint, const Uuid& id);

// The same of all that were written since then and never arrived: those that were given up, and those that wait for a
// later try. `since` is a DATETIME(6) text in UTC. How many; the endpoint has to be told (Endpoint::is_told).
std::uint64_t replay(db::Connection& db, const audit::Actor& actor, const Endpoint& endpoint, const std::string& since);

// Writes a message of the event `test`, which is due at once. Its id, or nothing when the endpoint is gone; it has to
// be told.
[[nodiscard]] std::optional<Uuid> send_test(db::Connection& db, const audit::Actor& actor, const Endpoint& endpoint);

// Ends what waits, in transactions of a thousand rows. While a courier holds the endpoint it may be sending what is
// due, whose result counts: that is left waiting.
void give_up_waiting(db::Connection& db, const Uuid& endpoint);

// Removes up to a thousand deliveries of an endpoint and their tries. How many it were.
std::uint64_t remove_some_deliveries(db::Connection& db, const Uuid& endpoint);

}  // namespace latchkey::endpoints
