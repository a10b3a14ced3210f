#include "members/sign_in/sign_in.hpp"

namespace latchkey::members {
namespace {

using attempts::Outcome;

SignInOutcome open(db::Connection& db, const SignInRequest& request, const SessionLimits& limits,
                   const attempts::PasswordProved& proved) {
  const auto current = find_session(db, request.session_cookie, limits);
  SignInOutcome outcome = CustomerBlocked{};
  try {
    db.in_transaction([&](db::Transaction&) {
      auto cookie = open_session(db,
                                 {.customer_id = proved.account_id,
                                  .login_token_id = std::nullopt,
                                  .shows_status_popup = request.wish.shows_status_popup.value_or(true),
                                  .address = request.visitor.address,
                                  .replaced_session = current ? std::optional(current->id) : std::nullopt},
                                 limits);
      attempts::set_attempt_outcome(db, proved.attempt_id, cookie ? Outcome::signed_in : Outcome::customer_blocked);
      if (cookie) outcome = SignedIn{std::move(*cookie), links::find_target(db, request.wish.return_url).location};
    });
  } catch (const db::CommitUnknown&) {
    settle_sign_in(db, std::get_if<SignedIn>(&outcome));
  }
  return outcome;
}

}  // namespace

SignInOutcome sign_in(db::Connection& db, const SignInRequest& request, const attempts::ProofRules& rules,
                      const SessionLimits& session_limits) {
  const auto proof = attempts::prove_password(db,
                                              {.table = attempts::PasswordTable::customers,
                                               .method = attempts::Method::password,
                                               .email = request.email,
                                               .password = request.password,
                                               .return_url = request.wish.return_url,
                                               .visitor = request.visitor},
                                              rules);
  if (std::holds_alternative<attempts::Throttled>(proof)) return attempts::Throttled{};
  const auto* proved = std::get_if<attempts::PasswordProved>(&proof);
  if (proved == nullptr) return attempts::WrongCredentials{};
  return open(db, request, session_limits, *proved);
}

}  // namespace latchkey::members
