#include "staff/passkeys/passkey_proof.hpp"

#include "crypto/digest.hpp"
#include "staff/passkeys/passkey_challenge.hpp"
#include "staff/staff_sign_in.hpp"
#include "staff/user_store.hpp"

namespace latchkey::staff {
namespace {

constexpr PasskeyRefused not_its_user{"the passkey is another user's"};
constexpr PasskeyRefused gone{"the passkey, its user or the session is gone, or its count has not grown"};

struct Proved {
  Passkey passkey;
  AuthenticatorData data;
};

// Everything but the note of its use, which the caller makes in the transaction of the sign-in.
std::variant<Proved, PasskeyRefused> prove(db::Connection& db, const PasskeyRequest& request) {
  const auto client = read_client_data(request.answer.client_data, Ceremony::get, request.site);
  if (const auto* fault = std::get_if<AnswerFault>(&client)) return PasskeyRefused{fault->reason};
  if (!spend_passkey_challenge(db, request.holder, std::get<ClientData>(client).challenge)) {
    return PasskeyRefused{"its challenge was spent, is too old or another browser's"};
  }
  const auto data = read_authenticator_data(request.answer.authenticator_data, Ceremony::get, request.site);
  if (const auto* fault = std::get_if<AnswerFault>(&data)) return PasskeyRefused{fault->reason};
  auto passkey = find_passkey(db, request.answer.credential_id);
  if (!passkey) return PasskeyRefused{"the passkey is not known"};
  if (!is_signed(request.answer, passkey->public_key)) return PasskeyRefused{"the signature is not the passkey's"};
  const auto& handle = request.answer.user_handle;
  if (!handle.empty() && handle != passkey->user.bytes()) return not_its_user;
  return Proved{std::move(*passkey), std::get<AuthenticatorData>(data)};
}

void record_refusal(db::Connection& db, const PasskeyRequest& request, const std::optional<Passkey>& passkey,
                    std::string_view reason) {
  const auto user = passkey ? find_user(db, passkey->user.text()) : std::nullopt;
  record_refused_sign_in(db, {user ? user->email : "(unknown passkey)", request.visitor.address},
                         "passkey: " + std::string(reason));
}

// Runs `open(proved)`, which returns the new session's cookie or why there is none, in one transaction with the note of
// the passkey's use.
template <class Open>
PasskeyOutcome with_proof(db::Connection& db, const PasskeyRequest& request, Open open) {
  const std::string account = crypto::sha256("staff-passkey:" + request.answer.credential_id);
  const auto begun = attempts::begin_guess(
      db, request.visitor,
      {.method = attempts::Method::staff, .outcome = attempts::Outcome::wrong_code, .account_hash = account},
      request.limits);
  if (const auto* throttled = std::get_if<attempts::Throttled>(&begun)) return *throttled;
  const auto refuse = [&](const std::optional<Passkey>& passkey, PasskeyRefused refused) -> PasskeyOutcome {
    record_refusal(db, request, passkey, refused.reason);
    return refused;
  };
  const auto proof = prove(db, request);
  if (const auto* refused = std::get_if<PasskeyRefused>(&proof)) {
    return refuse(find_passkey(db, request.answer.credential_id), *refused);
  }
  const auto& proved = std::get<Proved>(proof);
  using Opened = std::variant<crypto::SecretToken, PasskeyRefused>;
  auto opened = db.in_transaction([&](db::Transaction& transaction) -> Opened {
    Opened made = note_use(db, proved.passkey, proved.data.sign_count) ? open(proved) : Opened(gone);
    if (std::holds_alternative<PasskeyRefused>(made)) {
      transaction.roll_back();
      return made;
    }
    attempts::set_attempt_outcome(db, std::get<Uuid>(begun), attempts::Outcome::signed_in);
    const auto user = find_user(db, proved.passkey.user.text());
    record_sign_in(db, {user ? user->email : "", request.visitor.address}, proved.passkey.user);
    return made;
  });
  if (auto* cookie = std::get_if<crypto::SecretToken>(&opened)) return std::move(*cookie);
  return refuse(proved.passkey, std::get<PasskeyRefused>(opened));
}

}  // namespace

PasskeyOutcome complete_with_passkey(db::Connection& db, const PasskeyRequest& request, const StaffSession& waiting,
                                     std::chrono::seconds lifetime) {
  using Opened = std::variant<crypto::SecretToken, PasskeyRefused>;
  return with_proof(db, request, [&](const Proved& proved) -> Opened {
    if (proved.passkey.user != waiting.user_id) return not_its_user;
    auto cookie = complete_staff_session(db, waiting, request.visitor.address, lifetime);
    return cookie ? Opened(std::move(*cookie)) : Opened(gone);
  });
}

PasskeyOutcome sign_in_with_passkey(db::Connection& db, const PasskeyRequest& request, std::chrono::seconds lifetime) {
  using Opened = std::variant<crypto::SecretToken, PasskeyRefused>;
  return with_proof(db, request, [&](const Proved& proved) -> Opened {
    if (proved.data.presence != Presence::verified) return PasskeyRefused{"the authenticator has verified nobody"};
    if (!allows_passkey_alone(db, proved.passkey.user))
      return PasskeyRefused{"a role of the user asks for the password"};
    auto cookie = open_staff_session_by_passkey(db, {proved.passkey.user, request.visitor.address, lifetime});
    return cookie ? Opened(std::move(*cookie)) : Opened(gone);
  });
}

}  // namespace latchkey::staff
