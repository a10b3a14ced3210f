// What happened at sign-in, for Settings > Login activity and for throttling. The public pages stay vague; the true
// reason stands here.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "auth/return_target.hpp"
#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::auth {

// Who asks, for the record.
struct Visitor {
  std::string address;
  std::string request_id;
};

struct Attempt {
  std::string_view method;   // "token" or "password"
  std::string_view outcome;  // "signed_in", or why not
  std::optional<std::string> account_hash = std::nullopt;
  std::optional<Uuid> customer_id = std::nullopt;
  std::optional<Uuid> login_token_id = std::nullopt;
  std::optional<std::string> return_url = std::nullopt;
  std::optional<ReturnUrlProblem> return_url_problem = std::nullopt;
};

// Inserts the attempt, inside the caller's transaction if there is one, and returns its id.
Uuid record_attempt(db::Connection& db, const Visitor& visitor, const Attempt& attempt);

}  // namespace latchkey::auth
