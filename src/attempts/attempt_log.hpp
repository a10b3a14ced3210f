// What happened at sign-in, for Settings > Login activity and for throttling. The public pages stay vague; the true
// reason stands here.
#pragma once
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

// How somebody tries to get in. `reveal` is the password that a member who is signed in gives again before a secret is
// shown; `staff` is the sign-in to the admin area, and `recheck` the password or code that staff who are signed in give
// again.
enum class Method { token, password, reveal, staff, recheck };

// What came of it. Only wrong_password and wrong_code count as failures.
enum class Outcome {
  signed_in,
  confirmed,  // somebody who is signed in has given the password again
  wrong_password,
  wrong_code,  // of the second factor
  throttled,
  not_checked,  // there was no memory to look at the password
  customer_blocked,
  no_key,  // the key file does not open the second factor's secret
  // Of a login token:
  must_confirm,     // a page with a button was shown; nothing is spent
  still_signed_in,  // it was spent before by this browser, whose session lives
  malformed,        // not of the form of a token: cut short, or not a token at all
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

// What the log knows a customer's account by.
[[nodiscard]] std::string hash_customer_account(std::string_view email);

// Inserts the attempt, inside the caller's transaction if there is one, and returns its id. A return_url that is too
// long to be one is not stored.
Uuid record_attempt(db::Connection& db, const Visitor& visitor, const Attempt& attempt);

// How many attempts with tokens that nobody was given one network may leave in the log within 15 minutes.
inline constexpr std::uint64_t stray_token_rows = 20;

// Inserts an attempt with a token that is `malformed` or `unknown`, and nothing else of it, so that whoever makes
// tokens up cannot fill the log: beyond stray_token_rows nothing is written. Attempts at the same moment may each add
// one more.
void record_stray_token(db::Connection& db, const Visitor& visitor, Outcome outcome);

// Inserts the attempt, which has customer_id and login_token_id, unless the same visitor's network has left the same
// outcome of the same token within the last 15 minutes.
void record_attempt_once(db::Connection& db, const Visitor& visitor, const Attempt& attempt);

// `signed_in` and `confirmed` are successes: they forgive the account's earlier failures from the same network.
void set_attempt_outcome(db::Connection& db, const Uuid& attempt, Outcome outcome);

}  // namespace latchkey::attempts
