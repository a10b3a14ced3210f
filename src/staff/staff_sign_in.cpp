#include "staff/staff_sign_in.hpp"

namespace latchkey::staff {
namespace {

using attempts::Outcome;

attempts::PasswordProof prove(db::Connection& db, const OwnPasswordRequest& request, attempts::Method method,
                              const attempts::ProofRules& rules) {
  return attempts::prove_password(db,
                                  {.table = attempts::PasswordTable::users,
                                   .method = method,
                                   .email = request.email,
                                   .password = request.password,
                                   .visitor = request.visitor},
                                  rules);
}

}  // namespace

StaffSignInOutcome sign_in_staff(db::Connection& db, const StaffSignInRequest& request,
                                 const attempts::ProofRules& rules, const SessionLimits& session_limits) {
  const auto proof = prove(db, {request.email, request.password, request.visitor}, attempts::Method::staff, rules);
  if (const auto* throttled = std::get_if<attempts::Throttled>(&proof)) return *throttled;
  const auto* proved = std::get_if<attempts::PasswordProved>(&proof);
  if (proved == nullptr) return attempts::WrongCredentials{};
  const auto current =
      request.session_cookie ? find_staff_session(db, *request.session_cookie, session_limits) : std::nullopt;
  return db.in_transaction([&](db::Transaction&) -> StaffSignInOutcome {
    auto cookie = open_staff_session(db, {.user = proved->account_id,
                                          .password_hash = proved->password_hash,
                                          .address = request.visitor.address,
                                          .lifetime = session_limits.lifetime});
    if (!cookie) return attempts::WrongCredentials{};
    if (current) end_staff_session(db, current->id);
    attempts::set_attempt_outcome(db, proved->attempt_id, Outcome::signed_in);
    return StaffSignedIn{std::move(cookie->value), cookie->waits_for_code};
  });
}

OwnPassword prove_own_password(db::Connection& db, const OwnPasswordRequest& request,
                               const attempts::ProofRules& rules) {
  const auto proof = prove(db, request, attempts::Method::recheck, rules);
  if (const auto* throttled = std::get_if<attempts::Throttled>(&proof)) return *throttled;
  const auto* proved = std::get_if<attempts::PasswordProved>(&proof);
  if (proved == nullptr) return attempts::WrongCredentials{};
  attempts::set_attempt_outcome(db, proved->attempt_id, Outcome::confirmed);
  return OwnPasswordKnown{};
}

}  // namespace latchkey::staff
