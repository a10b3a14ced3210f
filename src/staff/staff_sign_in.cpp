#include "staff/staff_sign_in.hpp"

#include "base/utf8.hpp"

namespace latchkey::staff {
namespace {

struct Account {
  Uuid user_id;
  std::string password_hash;
  bool has_second_factor;
};

std::optional<Account> find_account(db::Connection& db, const std::string& email) {
  const auto rows = db.query(
      R"sql(
      SELECT u.id, u.password_hash, f.user_id IS NOT NULL
      FROM users u
      LEFT JOIN second_factors f ON f.user_id = u.id
      WHERE u.email = ? AND u.password_hash IS NOT NULL AND u.disabled_at IS NULL AND u.removed_at IS NULL)sql",
      {email});
  if (rows.empty()) return std::nullopt;
  return Account{rows.front().uuid(0), rows.front().text(1), rows.front().flag(2)};
}

crypto::PasswordMatch check(const std::optional<Account>& account, const std::string& password,
                            const PasswordCost& cost) {
  if (account) return crypto::check_password(account->password_hash, password, cost);
  static_cast<void>(crypto::hash_password(password, cost));  // an unknown e-mail takes the same time
  return crypto::PasswordMatch::wrong;
}

// The attempt stands in the log as a failure until it is known to be none.
struct Proof {
  OwnPassword outcome;
  Uuid attempt;
  std::optional<Account> account;
};

Proof prove(db::Connection& db, const StaffSignInRequest& request, const PasswordCost& cost,
            const SignInLimits& limits) {
  const std::string email = lower_ascii(trim(request.email));
  // Apart from the members': a customer with the e-mail of a staff member has an account of its own.
  const std::string account_hash = crypto::sha256("staff:" + email);
  auto account = find_account(db, email);
  const Uuid attempt = attempts::record_attempt(
      db, request.visitor, {.method = "staff", .outcome = "wrong_password", .account_hash = account_hash});
  if (attempts::is_over_limit(db, account_hash, request.visitor, limits)) {
    attempts::set_attempt_outcome(db, attempt, "throttled");
    return {OwnPassword::throttled, attempt, std::nullopt};
  }
  const crypto::PasswordMatch match = check(account, request.password, cost);
  if (!account || match == crypto::PasswordMatch::wrong) return {OwnPassword::wrong, attempt, std::nullopt};
  if (match == crypto::PasswordMatch::right_but_rehash) {
    db.execute("UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?",
               {crypto::hash_password(request.password, cost), account->user_id, account->password_hash});
  }
  return {OwnPassword::right, attempt, std::move(account)};
}

}  // namespace

StaffSignInOutcome sign_in_staff(db::Connection& db, const StaffSignInRequest& request, const PasswordCost& cost,
                                 const SignInLimits& limits, const SessionLimits& session_limits) {
  const auto proof = prove(db, request, cost, limits);
  if (proof.outcome == OwnPassword::throttled) return attempts::Throttled{};
  if (proof.outcome == OwnPassword::wrong) return attempts::WrongCredentials{};
  const bool has_second_factor = proof.account->has_second_factor;
  const auto current =
      request.session_cookie ? find_staff_session(db, *request.session_cookie, session_limits) : std::nullopt;
  return db.in_transaction([&](db::Transaction&) {
    if (current) end_staff_session(db, current->id);
    auto cookie = open_staff_session(
        db, {.user = proof.account->user_id,
             .address = request.visitor.address,
             .stage = has_second_factor ? StaffSessionStage::waits_for_code : StaffSessionStage::complete,
             .lifetime = session_limits.lifetime});
    attempts::set_attempt_outcome(db, proof.attempt, "signed_in");
    return StaffSignInOutcome(StaffSignedIn{std::move(cookie), has_second_factor});
  });
}

OwnPassword prove_own_password(db::Connection& db, const StaffSignInRequest& request, const PasswordCost& cost,
                               const SignInLimits& limits) {
  const auto proof = prove(db, request, cost, limits);
  if (proof.outcome == OwnPassword::right) attempts::set_attempt_outcome(db, proof.attempt, "confirmed");
  return proof.outcome;
}

}  // namespace latchkey::staff
