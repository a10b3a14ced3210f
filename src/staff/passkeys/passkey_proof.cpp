#include "staff/passkeys/passkey_proof.hpp"

#include "crypto/digest.hpp"
#include "staff/passkeys/passkey_challenge.hpp"
#include "staff/sign_in/staff_sign_in.hpp"
#include "staff/user_store.hpp"

namespace latchkey::staff {
namespace {

using attempts::Method;
using attempts::Outcome;
using Opened = std::variant<crypto::SecretToken, PasskeyRefused>;

constexpr PasskeyRefused not_its_user{"the passkey is another user's"};
constexpr PasskeyRefused gone{"the passkey, its user or the session is gone, or its count has not grown"};

struct Proved {
  Uuid attempt;  // in the log of sign-ins, where it stands as a failure until the caller says otherwise
  Passkey passkey;
  AuthenticatorData data;
};
using Proof = std::variant<Proved, PasskeyRefused, attempts::Throttled>;

// What is wrong with the answer; nothing when it is the passkey's.
std::optional<PasskeyRefused> find_fault(db::Connection& db, const PasskeyRequest& request,
                                         const std::optional<Passkey>& passkey) {
  const auto client = read_client_data(request.answer.client_data, Ceremony::get, request.site);
  if (const auto* fault = std::get_if<AnswerFault>(&client)) return PasskeyRefused{fault->reason};
  if (!spend_passkey_challenge(db, request.holder, std::get<ClientData>(client).challenge)) {
    return PasskeyRefused{"its challenge was spent, is too old or another browser's"};
  }
  if (!passkey) return PasskeyRefused{"the passkey is not known"};
  if (!is_signed(request.answer, passkey->public_key)) return PasskeyRefused{"the signature is not the passkey's"};
  const auto& handle = request.answer.user_handle;
  if (!handle.empty() && handle != passkey->user.bytes()) return not_its_user;
  return std::nullopt;
}

// A refused sign-in stands in the activity log.
PasskeyRefused refuse(db::Connection& db, const PasskeyRequest& request, PasskeyRefused refused) {
  const auto passkey = find_passkey(db, request.answer.credential_id);
  const auto user = passkey ? find_user(db, passkey->user.text()) : std::nullopt;
  record_refused_sign_in(db, {user ? user->email : "(unknown passkey)", request.visitor.address},
                         "passkey: " + std::string(refused.reason));
  return refused;
}

// Everything but the note of its use, which the caller makes together with what it lets in.
Proof prove(db::Connection& db, const PasskeyRequest& request, Method method) {
  auto passkey = find_passkey(db, request.answer.credential_id);
  const std::string account =
      passkey ? "staff-code:" + passkey->user.text() : "staff-passkey:" + crypto::sha256(request.answer.credential_id);
  const auto begun = attempts::begin_guess(
      db, request.visitor, {.method = method, .outcome = Outcome::wrong_code, .account_hash = crypto::sha256(account)},
      request.limits);
  if (const auto* throttled = std::get_if<attempts::Throttled>(&begun)) return *throttled;
  auto fault = find_fault(db, request, passkey);
  auto data = read_authenticator_data(request.answer.authenticator_data, Ceremony::get, request.site);
  if (const auto* malformed = std::get_if<AnswerFault>(&data); malformed != nullptr && !fault) {
    fault = PasskeyRefused{malformed->reason};
  }
  if (fault) return *fault;
  return Proved{std::get<Uuid>(begun), std::move(*passkey), std::get<AuthenticatorData>(std::move(data))};
}

// Runs `open(proved)`, which returns the new session's cookie or why there is none, in one transaction with the note of
// the passkey's use.
template <class Open>
PasskeyOutcome sign_in(db::Connection& db, const PasskeyRequest& request, Open open) {
  const auto proof = prove(db, request, Method::staff);
  if (const auto* throttled = std::get_if<attempts::Throttled>(&proof)) return *throttled;
  if (const auto* refused = std::get_if<PasskeyRefused>(&proof)) return refuse(db, request, *refused);
  const auto& proved = std::get<Proved>(proof);
  auto opened = db.in_transaction([&](db::Transaction& transaction) -> Opened {
    Opened made = note_use(db, proved.passkey, proved.data.sign_count) ? open(proved) : Opened(gone);
    if (std::holds_alternative<PasskeyRefused>(made)) {
      transaction.roll_back();
      return made;
    }
    attempts::set_attempt_outcome(db, proved.attempt, Outcome::signed_in);
    const auto user = find_user(db, proved.passkey.user.text());
    record_sign_in(db, {user ? user->email : "", request.visitor.address}, proved.passkey.user);
    return made;
  });
  if (auto* cookie = std::get_if<crypto::SecretToken>(&opened)) return std::move(*cookie);
  return refuse(db, request, std::get<PasskeyRefused>(opened));
}

}  // namespace

PasskeyOutcome complete_with_passkey(db::Connection& db, const PasskeyRequest& request, const StaffSession& waiting,
                                     std::chrono::seconds lifetime) {
  return sign_in(db, request, [&](const Proved& proved) -> Opened {
    if (proved.passkey.user != waiting.user_id) return not_its_user;
    auto cookie = complete_staff_session(db, waiting, request.visitor.address, lifetime);
    return cookie ? Opened(std::move(*cookie)) : Opened(gone);
  });
}

PasskeyOutcome sign_in_with_passkey(db::Connection& db, const PasskeyRequest& request,
                                    const SessionLimits& session_limits,
                                    const std::optional<crypto::TokenHash>& former) {
  const auto current = former ? find_staff_session(db, *former, session_limits) : std::nullopt;
  return sign_in(db, request, [&](const Proved& proved) -> Opened {
    if (proved.data.presence != Presence::verified) return PasskeyRefused{"the authenticator has verified nobody"};
    if (!allows_passkey_alone(db, proved.passkey.user)) {
      return PasskeyRefused{"a role of the user asks for the password"};
    }
    auto cookie =
        open_staff_session_by_passkey(db, {proved.passkey.user, request.visitor.address, session_limits.lifetime});
    if (!cookie) return gone;
    if (current) end_staff_session(db, current->id);
    return std::move(*cookie);
  });
}

PasskeyCheck check_own_passkey(db::Connection& db, const PasskeyRequest& request, const Uuid& user) {
  const auto proof = prove(db, request, Method::recheck);
  if (const auto* throttled = std::get_if<attempts::Throttled>(&proof)) return *throttled;
  if (const auto* refused = std::get_if<PasskeyRefused>(&proof)) return *refused;
  const auto& proved = std::get<Proved>(proof);
  if (proved.passkey.user != user) return not_its_user;
  if (!note_use(db, proved.passkey, proved.data.sign_count)) return gone;
  attempts::set_attempt_outcome(db, proved.attempt, Outcome::confirmed);
  return PasskeyConfirmed{};
}

}  // namespace latchkey::staff
