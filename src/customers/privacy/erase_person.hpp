// Erasing what is stored about a person. Ids, dates, the source, counts and trading logins stay.
#pragma once
#include <chrono>
#include <functional>

#include "audit/audit_log.hpp"
#include "customers/privacy/data_subject.hpp"

namespace latchkey::customers {

enum class OpenAccounts {
  hinder,  // the person is not erased while a trading account is open
  stay,    // it stays as it is, and its platform keeps what it was told
  ignore,  // also of accounts on their way: after a restore, when the person was erased before
};

enum class Whom { customer, lead, anybody };

struct EraseOrder {
  const audit::Actor& actor;
  Uuid lead_id;
  Whom whom;
  OpenAccounts accounts = OpenAccounts::hinder;
  // Only a lead that was changed before so long; 0: any.
  std::chrono::seconds unheard_for{0};
  // Writes the id where no restore of a back-up reaches it. Called once, when all is erased and before it counts: when
  // it throws, nothing was erased. May be left out for ids that stand there already.
  std::function<void(const Uuid& lead_id)> note = {};
};

enum class EraseOutcome {
  erased,
  not_found,            // there is no such lead, or it was changed at this moment
  is_customer,          // a lead was asked for, and is a customer by now
  is_no_customer,       // a customer was asked for
  was_heard_of,         // the lead was changed meanwhile: see unheard_for
  has_open_accounts,    // see OpenAccounts::hinder
  has_accounts_coming,  // accounts that are being opened, of which nobody can tell what will become of them
};

// All in one transaction, by the map in personal_columns.hpp; sessions and login links end with it, and the e-mail is
// free. May be repeated. It begins with the lead, as a creation and a touch do, so that these come before or after it
// as a whole. The activity log gets a line without the person's data.
[[nodiscard]] EraseOutcome erase_person(db::Connection& db, const EraseOrder& order);

}  // namespace latchkey::customers
