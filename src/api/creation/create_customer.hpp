// POST /api/v1/customers.
#pragma once
#include "api/frame/call.hpp"

namespace latchkey::api {

// Right customers:create. 201 with customer, lead, tradingAccount and login; 400 malformed_json,
// idempotency_key_invalid; 403 right_missing, cap_exhausted; 409 customer_exists, idempotency_in_progress; 413; 415;
// 422 validation_failed, idempotency_mismatch; 429 cap_reached, outside_hours. Checked in this order: the body by
// itself, the Idempotency-Key, the body against menus and trading platforms, the e-mail, the limits of the key. So a
// replay is answered whatever has become of menus and platforms; a body that is wrong in itself is checked against them
// too, so that one 422 has all its faults. With ?dryRun=true the same checks are made and nothing else: 200 with
// dryRun, lead and warnings. The password is hashed before the one transaction opens; nothing is written unless all is.
// Where mails are sent the password may be absent: the same transaction queues the mail by which the customer sets one.
[[nodiscard]] http::Response create_customer(const Call& call);

}  // namespace latchkey::api
