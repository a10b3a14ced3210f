#include "members/sign_in/sign_in.hpp"

namespace latchkey::members {
namespace {

using attempts::Outcome;

std::optional<CustomerBlocked> find_block(db::Connection& db, const Uuid& customer_id) {
  const auto rows = db.query("SELECT language FROM customers WHERE id = ? AND blocked_at IS NOT NULL", {customer_id});
  if (rows.empty()) return std::nullopt;
  return CustomerBlocked{rows.front().optional_text("language")};
}

// A sign-in whose password was right.
struct ProvedSignIn {
  const SignInRequest& request;
  const SessionLimits& limits;
  const attempts::PasswordProved& proved;
  const std::string& location;
};

// Inside a transaction. Without a session the customer is blocked, or has got another password since the proof.
SignInOutcome open(db::Connection& db, const ProvedSignIn& sign_in) {
  const auto& [request, limits, proved, location] = sign_in;
  const auto current = find_session(db, request.session_cookie, limits);
  auto cookie = open_session(db,
                             {.customer_id = proved.account_id,
                              .login_token_id = std::nullopt,
                              .shows_status_popup = request.wish.shows_status_popup.value_or(true),
                              .address = request.visitor.address,
                              .replaced_session = current ? std::optional(current->id) : std::nullopt,
                              .password_hash = proved.password_hash,
                              .browser = request.form_cookie},
                             limits);
  if (cookie) {
    attempts::set_attempt_outcome(db, proved.attempt_id, Outcome::signed_in);
    return SignedIn{std::move(*cookie), location};
  }
  const auto block = find_block(db, proved.account_id);
  if (!block) return attempts::WrongCredentials{};
  attempts::set_attempt_outcome(db, proved.attempt_id, Outcome::customer_blocked);
  return *block;
}

}  // namespace

SignInOutcome sign_in(db::Connection& db, const SignInRequest& request, const attempts::ProofRules& rules,
                      const SessionLimits& session_limits) {
  const links::Target target = links::find_target(db, request.wish.return_url);
  const auto proof = attempts::prove_password(db,
                                              {.table = attempts::PasswordTable::customers,
                                               .method = attempts::Method::password,
                                               .email = request.email,
                                               .password = request.password,
                                               .return_url = request.wish.return_url,
                                               .return_url_problem = target.problem,
                                               .visitor = request.visitor},
                                              rules);
  if (const auto* throttled = std::get_if<attempts::Throttled>(&proof)) return *throttled;
  const auto* proved = std::get_if<attempts::PasswordProved>(&proof);
  if (proved == nullptr) return attempts::WrongCredentials{};
  SignInOutcome outcome = attempts::WrongCredentials{};
  try {
    db.in_transaction([&](db::Transaction&) {
      outcome = open(db, {request, session_limits, *proved, target.location});
    });
  } catch (const db::CommitUnknown&) {
    settle_sign_in(db, std::get_if<SignedIn>(&outcome));
  }
  return outcome;
}

}  // namespace latchkey::members
