// Guesses at passwords and codes: each is recorded as a failure before it is looked at, so that parallel guesses cannot
// pass the limits together. Failures are counted by network, so that somebody elsewhere cannot keep a person out of
// the place from which that person signs in.
#pragma once
#include <chrono>
#include <string>
#include <variant>

#include "attempts/attempt_log.hpp"
#include "base/uuid.hpp"
#include "config/config.hpp"
#include "db/connection.hpp"

namespace latchkey::attempts {

// Nothing was looked at. The visitor may try again after this time, which is at least a second.
struct Throttled {
  std::chrono::seconds retry_after;
};

// For a page: "in a minute", "in 12 minutes".
[[nodiscard]] std::string waiting_time(const Throttled& throttled);

// Records `attempt`, whose outcome names the failure that it is until set_attempt_outcome() says otherwise, and whose
// account_hash must be set. Returns the attempt's id, or Throttled when the window has more failures than one of the
// limits allows, this one included:
//   account_failures of the account from the visitor's network, since it last signed in from there;
//   account_failures_everywhere of the account, unless it has signed in from this network within the last 30 days;
//   address_failures of the network, whatever the account.
// Of the last two a person who is signed in already (Method::reveal, Method::recheck) is spared what strangers do:
// only guesses of others who are signed in count for the second, and the third does not apply. A throttled attempt is
// no failure, so nobody is kept out for good. Throws Unavailable.
[[nodiscard]] std::variant<Uuid, Throttled> begin_guess(db::Connection& db, const Visitor& visitor,
                                                        const Attempt& attempt, const SignInLimits& limits);

}  // namespace latchkey::attempts
