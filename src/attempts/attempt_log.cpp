#include "attempts/attempt_log.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace latchkey::attempts {
namespace {

// In the order of Method.
constexpr std::array<std::string_view, 4> method_names{"token", "password", "reveal", "staff"};

// In the order of Outcome.
constexpr std::array<std::string_view, 11> outcome_names{
    "signed_in", "confirmed", "wrong_password", "wrong_code", "throttled", "customer_blocked",
    "no_key",    "unknown",   "spent",          "revoked",    "expired"};

// How many failures the account has had within the window, since its last success.
std::uint64_t count_account_failures(db::Connection& db, const std::string& account_hash, const SignInLimits& limits) {
  const auto rows = db.query(
      R"sql(
      SELECT COUNT(*) AS failures
      FROM sign_in_attempts
      WHERE account_hash = ?
          AND outcome IN ('wrong_password', 'wrong_code')
          AND attempted_at > GREATEST(
              UTC_TIMESTAMP(6) - INTERVAL ? SECOND,
              COALESCE(
                  (SELECT MAX(attempted_at)
                   FROM sign_in_attempts
                   WHERE account_hash = ? AND outcome IN ('signed_in', 'confirmed')),
                  '1970-01-01')))sql",
      {account_hash, limits.window.count(), account_hash});
  return static_cast<std::uint64_t>(rows.at(0).integer("failures"));
}

std::uint64_t count_address_failures(db::Connection& db, const std::string& address, const SignInLimits& limits) {
  const auto rows = db.query(
      R"sql(
      SELECT COUNT(*) AS failures
      FROM sign_in_attempts
      WHERE address = ?
          AND outcome IN ('wrong_password', 'wrong_code')
          AND attempted_at > UTC_TIMESTAMP(6) - INTERVAL ? SECOND)sql",
      {address, limits.window.count()});
  return static_cast<std::uint64_t>(rows.at(0).integer("failures"));
}

}  // namespace

std::string_view method_name(Method method) { return method_names.at(static_cast<std::size_t>(method)); }

std::string_view outcome_name(Outcome outcome) { return outcome_names.at(static_cast<std::size_t>(outcome)); }

std::optional<Outcome> parse_outcome(std::string_view name) {
  const auto found = std::ranges::find(outcome_names, name);
  if (found == outcome_names.end()) return std::nullopt;
  return static_cast<Outcome>(std::distance(outcome_names.begin(), found));
}

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
      {id, method_name(attempt.method), outcome_name(attempt.outcome), visitor.address, attempt.account_hash,
       attempt.customer_id, attempt.login_token_id, attempt.api_key_id, return_url, problem, visitor.request_id});
  return id;
}

void set_attempt_outcome(db::Connection& db, const Uuid& attempt, Outcome outcome) {
  db.execute("UPDATE sign_in_attempts SET outcome = ? WHERE id = ?", {outcome_name(outcome), attempt});
}

bool is_over_limit(db::Connection& db, const std::string& account_hash, const Visitor& visitor,
                   const SignInLimits& limits) {
  return count_account_failures(db, account_hash, limits) > limits.account_failures ||
         count_address_failures(db, visitor.address, limits) > limits.address_failures;
}

}  // namespace latchkey::attempts
