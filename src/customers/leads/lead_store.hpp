// Leads and their touches: what a call of the API writes.
#pragma once
#include <optional>
#include <string>

#include "base/uuid.hpp"
#include "customers/fields/person.hpp"
#include "customers/leads/marketing.hpp"
#include "customers/statuses/status_history.hpp"
#include "db/connection.hpp"

namespace latchkey::customers {

// The user whom leads come from.
struct Source {
  std::optional<Uuid> user_id;  // absent when the user is gone; the name is kept
  std::string name;
};

// What becomes of the person in the same transaction.
enum class Becoming { lead, customer };

// Where a touch comes from: the API key, and the user it is tied to.
struct TouchOrigin {
  Uuid api_key_id;
  std::string api_key_name;
  std::optional<Source> source;
  // When the touch is dated, DATETIME(6) text; nothing: the moment at which it is written. A new lead is dated alike.
  std::optional<std::string> touched_at = {};
  Becoming becoming = Becoming::lead;
  // The first of the keys that have replaced one another by rotation; nothing: the key itself.
  std::optional<Uuid> first_api_key_id = {};
};

enum class LeadOutcome { created, matched };

struct TouchedLead {
  Uuid id;
  Uuid touch_id;
  LeadOutcome outcome = LeadOutcome::created;
  std::optional<Source> source;
  bool is_metadata_full = false;                // the metadata of this touch was not merged into the lead's
  std::optional<StatusChange> conversion = {};  // of a matched lead who becomes a customer
};

// As the outbox is told of the touch: lead.created or lead.matched.
[[nodiscard]] outbox::Happening happening_of(const TouchedLead& lead);

// Inserts the lead of this e-mail or takes the one that is there, then records the touch; inside the caller's
// transaction, as its FIRST statement: the insert-or-lock on the unique e-mail serialises all that happens to one
// e-mail. Of a matched lead empty fields are filled and the others kept, metadata is merged (latest wins; what
// would make it longer than 200,000 bytes stays in the touch alone), the first touch never changes. A key that is tied
// to a user makes that user the source; an untied key leaves the source as it is. The search finds the lead as it is
// then. A new lead has the default status of `new`, one who becomes a customer that of `converted`, unless a person has
// set another. The caller tells the outbox.
[[nodiscard]] TouchedLead touch_lead(db::Connection& db, const Person& person, const Marketing& marketing,
                                     const TouchOrigin& origin);

// What touch_lead() would come to just now, without writing: the outcome, and whether the metadata would find no place.
// The rest of the answer is empty.
[[nodiscard]] TouchedLead foresee_lead(db::Connection& db, const std::string& email, const Marketing& marketing);

// The source of a lead that is there; nothing when it has none.
[[nodiscard]] std::optional<Source> find_source(db::Connection& db, const Uuid& lead_id);

}  // namespace latchkey::customers
