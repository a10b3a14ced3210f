#include "attempts/attempt_log.hpp"

namespace latchkey::attempts {

Uuid record_attempt(db::Connection& db, const Visitor& visitor, const Attempt& attempt) {
  const Uuid id = Uuid::make();
  std::optional<std::string> return_url = attempt.return_url;
  if (return_url && return_url->size() > links::return_url_limit_bytes) return_url = "(too long)";
  const auto problem =
      attempt.return_url_problem ? std::optional(links::problem_word(*attempt.return_url_problem)) : std::nullopt;
  db.execute(
      R"sql(
      INSERT INTO sign_in_attempts (id, attempted_at, method, outcome, address, account_hash, customer_id,
          login_token_id, api_key_id, return_url, return_url_reason, request_id)
      VALUES (?, UTC_TIMESTAMP(6), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?))sql",
      {id, attempt.method, attempt.outcome, visitor.address, attempt.account_hash, attempt.customer_id,
       attempt.login_token_id, attempt.api_key_id, return_url, problem, visitor.request_id});
  return id;
}

void set_attempt_outcome(db::Connection& db, const Uuid& attempt, std::string_view outcome) {
  db.execute("UPDATE sign_in_attempts SET outcome = ? WHERE id = ?", {outcome, attempt});
}

bool is_over_limit(db::Connection& db, const std::string& account_hash, const Visitor& visitor,
                   const SignInLimits& limits) {
  const auto window = limits.window.count();
  const auto account = db.query(
      R"sql(
      SELECT COUNT(*)
      FROM sign_in_attempts
      WHERE account_hash = ? AND outcome IN ('wrong_password', 'wrong_code')
          AND attempted_at > GREATEST(UTC_TIMESTAMP(6) - INTERVAL ? SECOND, COALESCE((SELECT MAX(attempted_at)
          FROM sign_in_attempts WHERE account_hash = ? AND outcome IN ('signed_in', 'confirmed')), '1970-01-01')))sql",
      {account_hash, window, account_hash});
  if (static_cast<std::uint64_t>(account.at(0).integer(0)) > limits.account_failures) return true;
  const auto address = db.query(
      R"sql(
      SELECT COUNT(*)
      FROM sign_in_attempts
      WHERE address = ? AND outcome IN ('wrong_password', 'wrong_code') AND attempted_at > UTC_TIMESTAMP(6)
          - INTERVAL ? SECOND)sql",
      {visitor.address, window});
  return static_cast<std::uint64_t>(address.at(0).integer(0)) > limits.address_failures;
}

}  // namespace latchkey::attempts
