#include "members/sign_in/sign_in.hpp"

namespace latchkey::members {
namespace {

SignInOutcome open(db::Connection& db, const SignInRequest& request, const SessionLimits& limits,
                   const attempts::PasswordProved& proved) {
  const auto current = request.session_cookie ? find_session(db, *request.session_cookie, limits) : std::nullopt;
  SignInOutcome outcome = CustomerBlocked{};
  try {
    db.in_transaction([&](db::Transaction&) {
      auto cookie = open_session(db,
                                 {.customer_id = proved.customer_id,
                                  .login_token_id = std::nullopt,
                                  .shows_status_popup = request.wish.shows_status_popup.value_or(true),
                                  .address = request.visitor.address,
                                  .replaced_session = current ? std::optional(current->id) : std::nullopt},
                                 limits);
      attempts::set_attempt_outcome(db, proved.attempt_id, cookie ? "signed_in" : "customer_blocked");
      if (cookie) outcome = SignedIn{std::move(*cookie), links::find_target(db, request.wish.return_url).location};
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
  const auto proof = attempts::prove_password(
      db, {"password", request.email, request.password, request.wish.return_url, request.visitor}, cost, limits);
  if (std::holds_alternative<attempts::Throttled>(proof)) return attempts::Throttled{};
  const auto* proved = std::get_if<attempts::PasswordProved>(&proof);
  if (proved == nullptr) return attempts::WrongCredentials{};
  return open(db, request, session_limits, *proved);
}

}  // namespace latchkey::members
