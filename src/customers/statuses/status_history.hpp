// What becomes of a lead's status: every change is dated and kept.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "customers/statuses/lead_status.hpp"
#include "outbox/outbox.hpp"

namespace latchkey::customers {

// Who has changed a status: a staff member's e-mail, `cli:USER`, or `api key NAME`.
struct StatusActor {
  std::string name;
  std::optional<std::string> address;
};

struct StatusChange {
  Uuid id;
  LeadStatus before;
  LeadStatus after;
  std::string modified_at = {};  // of the lead, ISO 8601
};

// As the outbox is told of it.
[[nodiscard]] outbox::Happening happening_of(const StatusChange& change);

struct StatusOrder {
  StatusActor actor;
  Uuid lead_id;
  LeadStatus status;
};

// What else is written in the transaction of a change.
using AlsoWrite = std::function<void(const StatusChange& change)>;

// A person sets the status, which no conversion changes from then on. A status that the lead has already is no change:
// it moves nothing, is not kept and told nobody. Nothing when there is no such lead. Begins a transaction.
[[nodiscard]] std::optional<StatusChange> set_lead_status(db::Connection& db, const StatusOrder& order,
                                                          const AlsoWrite& also = {});

// The lead becomes a customer: it gets the default of `converted`, unless a person has set its status. For a lead that
// is there; inside the caller's transaction, which has locked its row. Returns the change if there was one: the caller
// tells the outbox of it, once the customer is there.
[[nodiscard]] std::optional<StatusChange> convert_lead(db::Connection& db, const StatusActor& actor,
                                                       const Uuid& lead_id);

struct KeptStatusChange {
  std::string changed_at;  // ISO 8601
  std::string actor;
  std::string from_status;
  std::string to_status;
};

// The newest first, at most `most`.
[[nodiscard]] std::vector<KeptStatusChange> list_status_changes(db::Connection& db, const Uuid& lead_id,
                                                                std::size_t most);

}  // namespace latchkey::customers
