// What has happened and is to be told: rows of `deliveries`, which the courier sends.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "db/connection.hpp"
#include "endpoints/event.hpp"

namespace latchkey::outbox {

// One event. An endpoint that asks for it gets one message for each (event, cause), however often it is told.
struct Happening {
  endpoints::Event event;
  Uuid cause;  // the row that the event is about: a touch, a change of a status, a deposit, …
  // What has changed, as members of the body's `data`: ids and states, nothing by which a person is known.
  nlohmann::json change = nlohmann::json::object();
};

// Tells the endpoints that ask for these events and may know of the lead: those without a user, and those of the user
// who is its source now. To be called inside the transaction that causes the events, after it has written the lead, the
// customer and the status: nothing is told when it is rolled back. A lead that is not there tells nobody.
// Where there are no endpoints it is one read that locks nothing.
void tell(db::Connection& db, const Uuid& lead_id, const std::vector<Happening>& happenings);

// A deposit as Happening::change has it. The template of a postback reads `amount` and `currency` from it.
struct DepositFacts {
  Uuid id;
  std::string amount;
  std::string currency;
  std::string occurred_at;  // ISO 8601
  std::string reference;
  bool is_first = false;
};
[[nodiscard]] nlohmann::json deposit_change(const DepositFacts& deposit);

// A trading account at its end, as Happening::change has it.
struct AccountFacts {
  Uuid id;
  std::string platform;
  std::string status;                 // created, failed
  std::optional<std::int64_t> login;  // the number on the platform
  std::optional<std::string> code;    // why it failed
};
[[nodiscard]] nlohmann::json account_change(const AccountFacts& account);

// Queues the message of the test button for one endpoint, whatever its events and its state are: a webhook of type
// `test`, or a postback with `test` as event and click id and its other macros empty. Returns the delivery's id;
// nothing when there is no such endpoint.
[[nodiscard]] std::optional<Uuid> tell_test(db::Connection& db, const Uuid& endpoint_id);

}  // namespace latchkey::outbox
