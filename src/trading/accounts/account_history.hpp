// What happened to a trading account: when, who did it, which step, and with what outcome. Lines are added and never
// changed.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::trading {

enum class AccountStep {
  queued,              // asked for, and waits for the provisioner
  send,                // a request is about to go out
  created,             // the account exists
  created_again,       // the platform has opened it, though its row was no longer on its way
  failed,              // the platform has refused it for good
  manual,              // handed to a person
  put_back,            // back in the queue: nothing had reached the platform, or it said not now
  unclear,             // the request may have been carried out
  look_found_nothing,  // looked for without finding it; that proves nothing yet
  look_proved_absent,  // looked for without finding it, often enough
  retry,               // a person wants it tried again
  resolved_created,    // a person says that it exists
  resolved_failed,     // a person says that it does not exist
  passwords_revealed,  // the customer has seen the passwords
  // Of a renewal of the passwords, for an account that is created:
  renewal_asked,          // a person has asked for it, and it waits for the provisioner
  renewal_send,           // the new passwords are stored, and are about to go out
  renewal_put_back,       // it is tried again, with the same passwords
  renewal_failed,         // the platform has refused it for good: the old passwords remain
  renewal_manual,         // handed to a person
  passwords_renewed,      // both passwords are new
  main_password_renewed,  // the main password is new, the investor password has remained
};

[[nodiscard]] std::string_view name_of(AccountStep step);

struct NewAccountEvent {
  std::string_view actor;  // `provisioner`, a customer's or a staff member's e-mail, `cli:USER`, `api key NAME`
  AccountStep step;
  std::string_view outcome_code = {};
  std::string_view detail = {};  // its first 250 bytes are kept
};

inline constexpr std::string_view provisioner_actor = "provisioner";

// Adds a line. Call it in the transaction of the step that it tells about, and never hand it a secret. Returns the
// event's id.
Uuid record_event(db::Connection& db, const Uuid& account_id, const NewAccountEvent& event);

struct AccountEvent {
  std::string happened_at;  // as the database prints it, UTC
  std::string actor;
  std::string step;  // the name as it is stored
  std::string outcome_code;
  std::string detail;
};

// The oldest first.
[[nodiscard]] std::vector<AccountEvent> list_events(db::Connection& db, const Uuid& account_id);

}  // namespace latchkey::trading
