#include "attempts/password_proof.hpp"

#include "crypto/digest.hpp"
#include "email/email.hpp"

namespace latchkey::attempts {
namespace {

struct Account {
  Uuid id;
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
  return Account{rows.front().uuid("id"), rows.front().text("password_hash")};
}

// Unless another request has replaced the hash meanwhile.
void renew_hash(db::Connection& db, PasswordTable table, const Account& account, const std::string& fresh_hash) {
  static constexpr std::string_view customers =
      "UPDATE customers SET password_hash = ? WHERE id = ? AND password_hash = ?";
  static constexpr std::string_view users = "UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?";
  db.execute(table == PasswordTable::users ? users : customers, {fresh_hash, account.id, account.password_hash});
}

// What the log knows an account by, also one that does not exist.
std::string hash_account(PasswordTable table, const std::string& email) {
  return crypto::sha256(table == PasswordTable::users ? "staff:" + email : email);
}

crypto::PasswordMatch check(const std::optional<Account>& account, const std::string& password,
                            const PasswordCost& cost) {
  if (account) return crypto::check_password(account->password_hash, password, cost);
  static_cast<void>(crypto::hash_password(password, cost));  // an unknown e-mail takes the same time
  return crypto::PasswordMatch::wrong;
}

}  // namespace

PasswordProof prove_password(db::Connection& db, const PasswordAttempt& attempt, const ProofRules& rules) {
  if (attempt.password.size() > credential_limit_bytes || attempt.email.size() > credential_limit_bytes) {
    return WrongCredentials{};
  }
  const std::string email = email::normalize_email(attempt.email);
  const std::string account_hash = hash_account(attempt.table, email);
  const auto account = find_account(db, attempt.table, email);
  const bool is_customer = account && attempt.table == PasswordTable::customers;
  const Uuid attempt_id = record_attempt(db, attempt.visitor,
                                         {.method = attempt.method,
                                          .outcome = Outcome::wrong_password,
                                          .account_hash = account_hash,
                                          .customer_id = is_customer ? std::optional(account->id) : std::nullopt,
                                          .return_url = attempt.return_url});
  if (is_over_limit(db, account_hash, attempt.visitor, rules.limits)) {
    set_attempt_outcome(db, attempt_id, Outcome::throttled);
    return Throttled{};
  }
  const crypto::PasswordMatch match = check(account, attempt.password, rules.cost);
  if (!account || match == crypto::PasswordMatch::wrong) return WrongCredentials{};
  if (match == crypto::PasswordMatch::right_but_rehash) {
    renew_hash(db, attempt.table, *account, crypto::hash_password(attempt.password, rules.cost));
  }
  return PasswordProved{account->id, attempt_id};
}

}  // namespace latchkey::attempts
