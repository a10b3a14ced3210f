// What happened at sign-in, for Settings > Login activity and for throttling. The public pages stay vague; the true
// reason stands here.
#pragma once
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

// How somebody tries to get in. `reveal` is the password that a member gives again before a secret is shown; `staff` is
// everything in the admin area.
enum class Method { token, password, reveal, staff };

// What came of it. Only wrong_password and wrong_code count as failures.
enum class Outcome {
  signed_in,
  confirmed,  // somebody who is signed in has given the password again
  wrong_password,
  wrong_code,  // of the second factor
  throttled,
  customer_blocked,
  no_key,  // the key file does not open the second factor's secret
  // Of a login token that is refused:
  unknown,
  spent,
  revoked,
  expired,
};

// The words that the database has for them.
[[nodiscard]] std::string_view method_name(Method method);
[[nodiscard]] std::string_view outcome_name(Outcome outcome);
[[nodiscard]] std::optional<Outcome> parse_outcome(std::string_view name);

struct Attempt {
  Method method;
  Outcome outcome;
  std::optional<std::string> account_hash = std::nullopt;  // SHA-256 of what names the account
  std::optional<Uuid> customer_id = std::nullopt;
  std::optional<Uuid> login_token_id = std::nullopt;
  std::optional<Uuid> api_key_id = std::nullopt;  // the key that asked for the token
  std::optional<std::string> return_url = std::nullopt;
  std::optional<links::ReturnUrlProblem> return_url_problem = std::nullopt;
};

// Inserts the attempt, inside the caller's transaction if there is one, and returns its id. A return_url that is too
// long to be one is not stored.
Uuid record_attempt(db::Connection& db, const Visitor& visitor, const Attempt& attempt);

// `signed_in` and `confirmed` are successes, which forgive the account's earlier failures.
void set_attempt_outcome(db::Connection& db, const Uuid& attempt, Outcome outcome);

// True when the window has more failures than the limits allow, those just recorded included: for the account since its
// last success, or for the visitor's address.
[[nodiscard]] bool is_over_limit(db::Connection& db, const std::string& account_hash, const Visitor& visitor,
                                 const SignInLimits& limits);

}  // namespace latchkey::attempts
