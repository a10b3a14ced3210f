// What was mailed to a customer, and what staff can have mailed. Nothing of it is shown where no mails are sent.
#pragma once
#include "admin/frame/page.hpp"
#include "admin/parts/visit.hpp"
#include "customers/customer_store.hpp"

namespace latchkey::admin {

// The last mails and what has become of them.
[[nodiscard]] Table mails_of(const Visit& visit, const customers::Customer& customer);

// Send a sign-in link (permission login links), send a link for a password (permission Customers edit).
void add_mail_forms(const Visit& visit, const customers::Customer& customer, Page& page);

}  // namespace latchkey::admin
