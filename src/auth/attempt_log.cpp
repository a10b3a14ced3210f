#include "auth/attempt_log.hpp"

namespace latchkey::auth {

Uuid record_attempt(db::Connection& db, const Visitor& visitor, const Attempt& attempt) {
  const Uuid id = Uuid::make();
  std::optional<std::string> return_url = attempt.return_url;
  if (return_url && return_url->size() > return_url_limit_bytes) return_url = "(too long)";
  const auto problem =
      attempt.return_url_problem ? std::optional(problem_word(*attempt.return_url_problem)) : std::nullopt;
  db.execute(
      "INSERT INTO sign_in_attempts (id, attempted_at, method, outcome, address, account_hash, customer_id, "
      "login_token_id, return_url, return_url_reason, request_id) "
      "VALUES (?, UTC_TIMESTAMP(6), ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {id, attempt.method, attempt.outcome, visitor.address, attempt.account_hash, attempt.customer_id,
       attempt.login_token_id, return_url, problem, visitor.request_id});
  return id;
}

}  // namespace latchkey::auth
