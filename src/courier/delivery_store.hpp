// The rows of what is to be delivered, as the courier reads and writes them.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/secret_keeper.hpp"
#include "base/uuid.hpp"
#include "courier/exchange.hpp"
#include "db/connection.hpp"
#include "endpoints/event.hpp"

namespace latchkey::courier {

struct DueEndpoint {
  Uuid id;
  endpoints::Kind kind = endpoints::Kind::webhook;
  std::string url;  // of a webhook; that of a postback stands in its deliveries
  std::optional<SealedSecret> secret;
  std::optional<SealedSecret> former_secret;  // while it still signs
  bool is_due = false;                        // has a delivery whose time has come
};

// The endpoints that are told now, by `holder` or by nobody else: those that are enabled (and whose user is), and that
// have something due or are held by `holder`. Its cost grows with the number of endpoints, not with what waits.
[[nodiscard]] std::vector<DueEndpoint> list_due_endpoints(db::Connection& db, const Uuid& holder);

// Takes the endpoint for `lease` from now, or keeps it. False when another courier has it.
[[nodiscard]] bool hold_endpoint(db::Connection& db, const Uuid& endpoint_id, const Uuid& holder,
                                 std::chrono::milliseconds lease);

// Gives up all endpoints of the holder.
void release_endpoints(db::Connection& db, const Uuid& holder);

struct DueDelivery {
  Uuid id;
  std::string payload;
  std::uint64_t tries = 0;        // so far
  std::int64_t unix_seconds = 0;  // of the database's clock, when the row was read
  std::chrono::steady_clock::time_point read_at{};
};

// What is due, the longest first; at most `most`.
[[nodiscard]] std::vector<DueDelivery> list_due_deliveries(db::Connection& db, const Uuid& endpoint_id,
                                                           std::size_t most);

struct Result {
  Uuid delivery_id;
  Uuid endpoint_id;
  std::uint64_t tries = 0;  // before this one
  Answer answer;
  std::optional<std::chrono::milliseconds> wait;  // from the end of this try to the next one
};

// Writes down what came of tries: the row of each, and its delivery, which is delivered, failed or waits again; and of
// their endpoints which fail now, no longer fail, or are disabled (410). In one transaction. A result that was written
// before is not written again, so the call may be repeated when its outcome is not known.
void write_results(db::Connection& db, const std::vector<Result>& results);

// The endpoint cannot be told at all, for a reason of our own.
void mark_failing(db::Connection& db, const Uuid& endpoint_id, const std::string& reason);

}  // namespace latchkey::courier
