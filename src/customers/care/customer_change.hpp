// Staff correct what is stored about a customer.
#pragma once
#include <optional>
#include <string>

#include "audit/audit_log.hpp"
#include "customers/customer_store.hpp"
#include "db/connection.hpp"

namespace latchkey::customers {

enum class CustomerChange {
  done,
  changed_meanwhile,  // the customer is gone or no longer as `before` says; nothing was done
};

// Stores names, phone, its country and language of `after`, checked as the API checks them. The lead that the customer
// was gets the same where it said the same, and counts as changed; what it says otherwise stays. The search finds the
// customer by what is new.
[[nodiscard]] CustomerChange change_customer(db::Connection& db, const audit::Actor& actor, const Customer& before,
                                             const Customer& after);

}  // namespace latchkey::customers
