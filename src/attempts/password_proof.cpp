#include "attempts/password_proof.hpp"

#include "base/utf8.hpp"
#include "crypto/secret.hpp"

namespace latchkey::attempts {
namespace {

struct Account {
  Uuid customer_id;
  std::string password_hash;
};

std::optional<Account> find_account(db::Connection& db, const std::string& email) {
  const auto rows = db.query("SELECT id, password_hash FROM customers WHERE email = ?", {email});
  if (rows.empty()) return std::nullopt;
  return Account{rows.front().uuid(0), rows.front().text(1)};
}

crypto::PasswordMatch check(const std::optional<Account>& account, const std::string& password,
                            const PasswordCost& cost) {
  if (account) return crypto::check_password(account->password_hash, password, cost);
  static_cast<void>(crypto::hash_password(password, cost));  // an unknown e-mail takes the same time
  return crypto::PasswordMatch::wrong;
}

}  // namespace

PasswordProof prove_password(db::Connection& db, const PasswordAttempt& attempt, const PasswordCost& cost,
                             const SignInLimits& limits) {
  if (attempt.password.size() > credential_limit_bytes || attempt.email.size() > credential_limit_bytes) {
    return WrongCredentials{};
  }
  const std::string email = lower_ascii(trim(attempt.email));
  const std::string account_hash = crypto::sha256(email);
  const auto account = find_account(db, email);
  const Uuid attempt_id = record_attempt(db, attempt.visitor,
                                         {.method = attempt.method,
                                          .outcome = "wrong_password",
                                          .account_hash = account_hash,
                                          .customer_id = account ? std::optional(account->customer_id) : std::nullopt,
                                          .return_url = attempt.return_url});
  if (is_over_limit(db, account_hash, attempt.visitor, limits)) {
    set_attempt_outcome(db, attempt_id, "throttled");
    return Throttled{};
  }
  const crypto::PasswordMatch match = check(account, attempt.password, cost);
  if (!account || match == crypto::PasswordMatch::wrong) return WrongCredentials{};
  if (match == crypto::PasswordMatch::right_but_rehash) {
    db.execute("UPDATE customers SET password_hash = ? WHERE id = ? AND password_hash = ?",
               {crypto::hash_password(attempt.password, cost), account->customer_id, account->password_hash});
  }
  return PasswordProved{account->customer_id, attempt_id};
}

}  // namespace latchkey::attempts
