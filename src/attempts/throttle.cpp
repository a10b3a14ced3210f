#include "attempts/throttle.hpp"

#include <algorithm>
#include <optional>

#include "attempts/network.hpp"

namespace latchkey::attempts {
namespace {

struct Guess {
  db::Connection& db;
  const std::string& account_hash;
  std::string network;
  bool is_signed_in;
  const SignInLimits& limits;
};

// The index is named in each of them: for a small LIMIT the servers take the one by time instead, and pass over
// everybody's attempts of the window.
//
// Each of the three asks for the failure before as many newer ones as its limit allows, the visitor's own among them.
// When that failure leaves the window, one more guess is allowed.
std::optional<Throttled> throttled_by(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  const std::chrono::microseconds wait{rows.front().integer("wait")};
  return Throttled{std::max(std::chrono::seconds{1}, std::chrono::ceil<std::chrono::seconds>(wait))};
}

std::optional<Throttled> check_account_here(const Guess& guess) {
  const auto window = guess.limits.window.count();
  return throttled_by(guess.db.query(
      R"sql(
      SELECT TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), attempted_at + INTERVAL ? SECOND) AS wait
      FROM sign_in_attempts
      WHERE account_hash = ?
          AND outcome IN ('wrong_password', 'wrong_code')
          AND network = ?
          AND attempted_at > COALESCE(
              (SELECT MAX(attempted_at)
               FROM sign_in_attempts
               WHERE account_hash = ?
                   AND outcome IN ('signed_in', 'confirmed')
                   AND attempted_at > UTC_TIMESTAMP(6) - INTERVAL ? SECOND
                   AND network = ?),
              UTC_TIMESTAMP(6) - INTERVAL ? SECOND)
      ORDER BY attempted_at DESC
      LIMIT 1 OFFSET ?)sql",
      {window, guess.account_hash, guess.network, guess.account_hash, window, guess.network, window,
       guess.limits.account_failures}));
}

bool has_signed_in_from_here(const Guess& guess) {
  return !guess.db
              .query(
                  R"sql(
                  SELECT 1
                  FROM sign_in_attempts
                  WHERE account_hash = ?
                      AND outcome IN ('signed_in', 'confirmed')
                      AND attempted_at > UTC_TIMESTAMP(6) - INTERVAL 30 DAY
                      AND network = ?
                  LIMIT 1)sql",
                  {guess.account_hash, guess.network})
              .empty();
}

std::optional<Throttled> check_account_everywhere(const Guess& guess) {
  const auto window = guess.limits.window.count();
  const auto throttled = throttled_by(guess.db.query(
      R"sql(
      SELECT TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), attempted_at + INTERVAL ? SECOND) AS wait
      FROM sign_in_attempts
      WHERE account_hash = ?
          AND outcome IN ('wrong_password', 'wrong_code')
          AND attempted_at > UTC_TIMESTAMP(6) - INTERVAL ? SECOND
          AND (? = FALSE OR method IN ('reveal', 'recheck'))
      ORDER BY attempted_at DESC
      LIMIT 1 OFFSET ?)sql",
      {window, guess.account_hash, window, guess.is_signed_in, guess.limits.account_failures_everywhere}));
  return throttled && has_signed_in_from_here(guess) ? std::nullopt : throttled;
}

// Each outcome by itself, so that the index gives the newest failures alone: with both in one SELECT the servers read
// all attempts of the network, or all failures of everybody.
std::optional<Throttled> check_network(const Guess& guess) {
  if (guess.is_signed_in) return std::nullopt;
  const auto window = guess.limits.window.count();
  const auto rows_enough = guess.limits.address_failures + 1;
  return throttled_by(guess.db.query(
      R"sql(
      SELECT TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), attempted_at + INTERVAL ? SECOND) AS wait
      FROM (
          (SELECT attempted_at
           FROM sign_in_attempts FORCE INDEX (sign_in_attempts_by_network)
           WHERE network = ? AND outcome = 'wrong_password' AND attempted_at > UTC_TIMESTAMP(6) - INTERVAL ? SECOND
           ORDER BY attempted_at DESC
           LIMIT ?)
          UNION ALL
          (SELECT attempted_at
           FROM sign_in_attempts FORCE INDEX (sign_in_attempts_by_network)
           WHERE network = ? AND outcome = 'wrong_code' AND attempted_at > UTC_TIMESTAMP(6) - INTERVAL ? SECOND
           ORDER BY attempted_at DESC
           LIMIT ?)
      ) AS failures
      ORDER BY attempted_at DESC
      LIMIT 1 OFFSET ?)sql",
      {window, guess.network, window, rows_enough, guess.network, window, rows_enough, guess.limits.address_failures}));
}

}  // namespace

std::string waiting_time(const Throttled& throttled) {
  static constexpr std::chrono::seconds a_minute{60};
  const auto minutes = std::chrono::ceil<std::chrono::minutes>(throttled.retry_after).count();
  return throttled.retry_after <= a_minute ? "in a minute" : "in " + std::to_string(minutes) + " minutes";
}

std::variant<Uuid, Throttled> begin_guess(db::Connection& db, const Visitor& visitor, const Attempt& attempt,
                                          const SignInLimits& limits) {
  const Uuid id = record_attempt(db, visitor, attempt);
  const Guess guess{.db = db,
                    .account_hash = attempt.account_hash.value(),
                    .network = network_of(visitor.address),
                    .is_signed_in = attempt.method == Method::reveal || attempt.method == Method::recheck,
                    .limits = limits};
  for (const auto check : {check_account_here, check_account_everywhere, check_network}) {
    if (const auto throttled = check(guess)) {
      set_attempt_outcome(db, id, Outcome::throttled);
      return *throttled;
    }
  }
  return id;
}

}  // namespace latchkey::attempts
