#include "auth/sign_in.hpp"

#include "base/utf8.hpp"

namespace latchkey::auth {
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

PasswordMatch check(const std::optional<Account>& account, const std::string& password, const PasswordCost& cost) {
  if (account) return check_password(account->password_hash, password, cost);
  static_cast<void>(hash_password(password, cost));  // an unknown e-mail takes the same time
  return PasswordMatch::wrong;
}

SignInOutcome open(db::Connection& db, const SignInRequest& request, const SessionLimits& limits, const Uuid& attempt,
                   const Uuid& customer) {
  const auto current = request.session_cookie ? find_session(db, *request.session_cookie, limits) : std::nullopt;
  SignInOutcome outcome = CustomerBlocked{};
  try {
    db.in_transaction([&](db::Transaction&) {
      auto cookie = open_session(db,
                                 {.customer_id = customer,
                                  .login_token_id = std::nullopt,
                                  .shows_status_popup = request.wish.shows_status_popup.value_or(true),
                                  .address = request.visitor.address,
                                  .replaced_session = current ? std::optional(current->id) : std::nullopt},
                                 limits);
      set_attempt_outcome(db, attempt, cookie ? "signed_in" : "customer_blocked");
      if (cookie) outcome = SignedIn{std::move(*cookie), find_target(db, request.wish.return_url).location};
    });
  } catch (const db::CommitUnknown&) {
    const auto* signed_in = std::get_if<SignedIn>(&outcome);
    if (signed_in != nullptr && !find_session(db, signed_in->session.hash(), limits)) throw;
  }
  return outcome;
}

}  // namespace

SignInOutcome sign_in(db::Connection& db, const SignInRequest& request, const PasswordCost& cost,
                      const SignInLimits& limits, const SessionLimits& session_limits) {
  const std::string email = lower_ascii(trim(request.email));
  const std::string account_hash = sha256(email);
  const auto account = find_account(db, email);
  const Uuid attempt = record_attempt(db, request.visitor,
                                      {.method = "password",
                                       .outcome = "wrong_password",
                                       .account_hash = account_hash,
                                       .customer_id = account ? std::optional(account->customer_id) : std::nullopt,
                                       .return_url = request.wish.return_url});
  if (is_over_limit(db, account_hash, request.visitor, limits)) {
    set_attempt_outcome(db, attempt, "throttled");
    return Throttled{};
  }
  const PasswordMatch match = check(account, request.password, cost);
  if (!account || match == PasswordMatch::wrong) return WrongCredentials{};
  if (match == PasswordMatch::right_but_rehash) {
    db.execute("UPDATE customers SET password_hash = ? WHERE id = ? AND password_hash = ?",
               {hash_password(request.password, cost), account->customer_id, account->password_hash});
  }
  return open(db, request, session_limits, attempt, account->customer_id);
}

}  // namespace latchkey::auth
