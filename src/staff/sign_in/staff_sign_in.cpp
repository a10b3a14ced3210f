#include "staff/sign_in/staff_sign_in.hpp"

#include "base/utf8.hpp"

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

// What was typed, as the activity log may show it. Somebody may have typed a password into the wrong field.
std::string shown_name(const std::string& typed) {
  static constexpr std::size_t longest = 254;
  const bool is_address = typed.size() <= longest && typed.find('@') != std::string::npos && is_valid_utf8(typed) &&
                          !has_control_characters(typed);
  return is_address ? lower_ascii(trim(typed)) : "(no e-mail address)";
}

}  // namespace

StaffSignInOutcome sign_in_staff(db::Connection& db, const StaffSignInRequest& request,
                                 const attempts::ProofRules& rules, const SessionLimits& session_limits) {
  const auto proof = prove(db, {request.email, request.password, request.visitor}, attempts::Method::staff, rules);
  if (const auto* throttled = std::get_if<attempts::Throttled>(&proof)) return *throttled;
  const auto* proved = std::get_if<attempts::PasswordProved>(&proof);
  const audit::Actor actor{shown_name(request.email), request.visitor.address};
  if (proved == nullptr) {
    record_refused_sign_in(db, actor, "wrong e-mail or password");
    return attempts::WrongCredentials{};
  }
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
    if (!cookie->waits_for_code) record_sign_in(db, actor, proved->account_id);
    return StaffSignedIn{std::move(cookie->value), cookie->waits_for_code};
  });
}

void record_sign_in(db::Connection& db, const audit::Actor& actor, const Uuid& user) {
  audit::record_change(db, actor, {"staff.sign_in", "user", user, nullptr, {{"signedIn", true}}});
}

void record_refused_sign_in(db::Connection& db, const audit::Actor& actor, std::string_view reason) {
  audit::record_change(db, actor, {"staff.sign_in_refused", "user", std::nullopt, nullptr, {{"reason", reason}}});
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
