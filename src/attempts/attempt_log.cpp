#include "attempts/attempt_log.hpp"

#include <algorithm>
#include <array>

#include "attempts/network.hpp"
#include "crypto/digest.hpp"

namespace latchkey::attempts {
namespace {

// In the order of Method.
constexpr std::array<std::string_view, 5> method_names{"token", "password", "reveal", "staff", "recheck"};

// In the order of Outcome.
constexpr std::array<std::string_view, 15> outcome_names{
    "signed_in",   "confirmed",        "wrong_password", "wrong_code",   "throttled",
    "not_checked", "customer_blocked", "no_key",         "must_confirm", "still_signed_in",
    "malformed",   "unknown",          "spent",          "revoked",      "expired"};

}  // namespace

std::string_view method_name(Method method) { return method_names.at(static_cast<std::size_t>(method)); }

std::string_view outcome_name(Outcome outcome) { return outcome_names.at(static_cast<std::size_t>(outcome)); }

std::optional<Outcome> parse_outcome(std::string_view name) {
  const auto found = std::ranges::find(outcome_names, name);
  if (found == outcome_names.end()) return std::nullopt;
  return static_cast<Outcome>(std::distance(outcome_names.begin(), found));
}

std::string hash_customer_account(std::string_view email) { return crypto::sha256(email); }

Uuid record_attempt(db::Connection& db, const Visitor& visitor, const Attempt& attempt) {
  const Uuid id = Uuid::make();
  std::optional<std::string> return_url = attempt.return_url;
  if (return_url && return_url->size() > links::return_url_limit_bytes) return_url = "(too long)";
  const auto problem =
      attempt.return_url_problem ? std::optional(links::problem_word(*attempt.return_url_problem)) : std::nullopt;
  db.execute(
      R"sql(
      INSERT INTO sign_in_attempts (id, attempted_at, method, outcome, address, network, account_hash,
          customer_id, login_token_id, api_key_id, return_url, return_url_reason, request_id)
      VALUES (?, UTC_TIMESTAMP(6), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?))sql",
      {id, method_name(attempt.method), outcome_name(attempt.outcome), visitor.address, network_of(visitor.address),
       attempt.account_hash, attempt.customer_id, attempt.login_token_id, attempt.api_key_id, return_url, problem,
       visitor.request_id});
  return id;
}

void record_stray_token(db::Connection& db, const Visitor& visitor, Outcome outcome) {
  const auto is_full = db.query(
      R"sql(
      SELECT 1
      FROM sign_in_attempts
      WHERE network = ?
          AND outcome IN ('malformed', 'unknown')
          AND attempted_at > UTC_TIMESTAMP(6) - INTERVAL 15 MINUTE
      LIMIT 1 OFFSET ?)sql",
      {network_of(visitor.address), stray_token_rows - 1});
  if (is_full.empty()) record_attempt(db, visitor, {.method = Method::token, .outcome = outcome});
}

void record_attempt_once(db::Connection& db, const Visitor& visitor, const Attempt& attempt) {
  const auto known = db.query(
      R"sql(
      SELECT 1
      FROM sign_in_attempts
      WHERE customer_id = ?
          AND attempted_at > UTC_TIMESTAMP(6) - INTERVAL 15 MINUTE
          AND login_token_id = ?
          AND outcome = ?
          AND network = ?
      LIMIT 1)sql",
      {attempt.customer_id, attempt.login_token_id, outcome_name(attempt.outcome), network_of(visitor.address)});
  if (known.empty()) record_attempt(db, visitor, attempt);
}

void set_attempt_outcome(db::Connection& db, const Uuid& attempt, Outcome outcome) {
  db.execute("UPDATE sign_in_attempts SET outcome = ? WHERE id = ?", {outcome_name(outcome), attempt});
}

}  // namespace latchkey::attempts
