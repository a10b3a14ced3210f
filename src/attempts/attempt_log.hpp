// What happened at sign-in, for Settings > Login activity and for throttling. The public pages stay vague; the true
// reason stands here.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/uuid.hpp"
#include "db/connection.hpp"
#include "links/return_target.hpp"

namespace latchkey::attempts {

// Who asks, for the record.
struct Visitor {
  std::string address;
  std::string request_id;
};

struct Attempt {
  std::string_view method;   // "token", "password", "reveal", or "staff" for the admin area
  std::string_view outcome;  // "signed_in", or why not
  std::optional<std::string> account_hash = std::nullopt;
  std::optional<Uuid> customer_id = std::nullopt;
  std::optional<Uuid> login_token_id = std::nullopt;
  std::optional<Uuid> api_key_id = std::nullopt;  // the token's
  std::optional<std::string> return_url = std::nullopt;
  std::optional<links::ReturnUrlProblem> return_url_problem = std::nullopt;
};

// Inserts the attempt, inside the caller's transaction if there is one, and returns its id.
Uuid record_attempt(db::Connection& db, const Visitor& visitor, const Attempt& attempt);

// "signed_in" and "confirmed" are successes, which forgive the account's earlier failures.
void set_attempt_outcome(db::Connection& db, const Uuid& attempt, std::string_view outcome);

// More failures in the window than the limits allow, those just recorded included: for one account since its last
// success, or for one address.
[[nodiscard]] bool is_over_limit(db::Connection& db, const std::string& account_hash, const Visitor& visitor,
                                 const SignInLimits& limits);

}  // namespace latchkey::attempts
