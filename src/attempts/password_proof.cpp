#include "attempts/password_proof.hpp"

#include <utility>

#include "crypto/digest.hpp"
#include "email/email.hpp"

namespace latchkey::attempts {
namespace {

struct Account {
  Uuid id;
  std::string email;
  std::string password_hash;
};

std::optional<Account> find_account(db::Connection& db, PasswordTable table, const std::string& email) {
  static constexpr std::string_view customers = "SELECT id, password_hash FROM customers WHERE email = ?";
  static constexpr std::string_view users = R"sql(
      SELECT id, password_hash
      FROM users
      WHERE email = ? AND password_hash IS NOT NULL AND disabled_at IS NULL AND removed_at IS NULL)sql";
  const auto rows = db.query(table == PasswordTable::users ? users : customers, {email});
  if (rows.empty()) return std::nullopt;
  return Account{rows.front().uuid("id"), email, rows.front().text("password_hash")};
}

// False when another request has replaced the hash meanwhile.
bool renew_hash(db::Connection& db, PasswordTable table, const Account& account, const std::string& fresh_hash) {
  static constexpr std::string_view customers =
      "UPDATE customers SET password_hash = ? WHERE id = ? AND password_hash = ?";
  static constexpr std::string_view users = "UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?";
  return db.execute(table == PasswordTable::users ? users : customers,
                    {fresh_hash, account.id, account.password_hash}) == 1;
}

// What the log knows an account by, also one that does not exist.
std::string hash_account(PasswordTable table, const std::string& email) {
  return table == PasswordTable::users ? crypto::sha256("staff:" + email) : hash_customer_account(email);
}

// The hash that the account has when the password is right. An account that does not exist takes the same time, and so
// does one that has no password yet.
std::optional<std::string> check(db::Connection& db, const PasswordAttempt& attempt,
                                 const std::optional<Account>& account, const PasswordCost& cost) {
  if (!account || account->password_hash.empty()) {
    static_cast<void>(crypto::hash_password(attempt.password, cost));
    return std::nullopt;
  }
  const auto match = crypto::check_password(account->password_hash, attempt.password, cost);
  if (match == crypto::PasswordMatch::wrong) return std::nullopt;
  if (match == crypto::PasswordMatch::right) return account->password_hash;
  const std::string fresh_hash = crypto::hash_password(attempt.password, cost);
  if (renew_hash(db, attempt.table, *account, fresh_hash)) return fresh_hash;
  // A second sign-in has renewed it at the same moment, or somebody has changed the password.
  const auto changed = find_account(db, attempt.table, account->email);
  const bool is_still_right =
      changed && crypto::check_password(changed->password_hash, attempt.password, cost) != crypto::PasswordMatch::wrong;
  return is_still_right ? std::optional(changed->password_hash) : std::nullopt;
}

}  // namespace

PasswordProof prove_password(db::Connection& db, const PasswordAttempt& attempt, const ProofRules& rules) {
  if (attempt.password.size() > credential_limit_bytes || attempt.email.size() > credential_limit_bytes) {
    return WrongCredentials{};
  }
  const std::string email = email::normalize_email(attempt.email);
  const auto account = find_account(db, attempt.table, email);
  const bool is_customer = account && attempt.table == PasswordTable::customers;
  const auto begun = begin_guess(db, attempt.visitor,
                                 {.method = attempt.method,
                                  .outcome = Outcome::wrong_password,
                                  .account_hash = hash_account(attempt.table, email),
                                  .customer_id = is_customer ? std::optional(account->id) : std::nullopt,
                                  .return_url = attempt.return_url,
                                  .return_url_problem = attempt.return_url_problem},
                                 rules.limits);
  if (const auto* throttled = std::get_if<Throttled>(&begun)) return *throttled;
  const Uuid& attempt_id = std::get<Uuid>(begun);
  try {
    auto proved = check(db, attempt, account, rules.cost);
    if (!proved) return WrongCredentials{};
    return PasswordProved{account->id, attempt_id, *std::move(proved)};
  } catch (const crypto::OutOfMemory&) {
    set_attempt_outcome(db, attempt_id, Outcome::not_checked);
    throw;
  }
}

}  // namespace latchkey::attempts
