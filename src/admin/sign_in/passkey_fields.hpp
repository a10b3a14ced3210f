// What passkeys.js puts into a form, and the ceremony that a form asks for.
#pragma once
#include <optional>

#include "admin/parts/form.hpp"
#include "base/percent.hpp"
#include "config/config.hpp"
#include "http/response.hpp"
#include "staff/passkeys/passkey_answer.hpp"
#include "staff/passkeys/passkey_proof.hpp"
#include "staff/passkeys/passkey_store.hpp"

namespace latchkey::admin {

// The fields `client_data`, `authenticator_data` and, of a new passkey, `public_key`, or else `credential`, `signature`
// and `user_handle`, all in hex. Nothing when one is missing, as it is without JavaScript, or is not hex.
[[nodiscard]] std::optional<staff::NewPasskeyAnswer> read_new_passkey(const FormFields& fields);
[[nodiscard]] std::optional<staff::PasskeyAnswer> read_passkey_answer(const FormFields& fields);

// Credential ids as a form's script takes them.
[[nodiscard]] std::string list_credentials(const std::vector<staff::Passkey>& passkeys);

// Whom a challenge is made for: the session's cookie, apart for making a passkey, which follows a proof, and for using
// one.
enum class ChallengeFor { making, using_one };
[[nodiscard]] crypto::SecretToken challenge_holder(const Visit& visit, ChallengeFor deed);

// POST /admin/code/passkey/challenge and /admin/me/passkeys/challenge: `{"challenge": "…"}`, which passkeys.js asks for
// when a form with a passkey is sent. 200.
[[nodiscard]] http::Response hand_out_challenge(const Visit& visit);

// The same for the holder of any cookie.
[[nodiscard]] http::Response tell_challenge(db::Connection& db, const crypto::SecretToken& holder);

// The ceremony in which one of these passkeys answers; the challenge is fetched from the address.
[[nodiscard]] PasskeyCeremony use_of(const staff::RelyingParty& site, const std::vector<staff::Passkey>& passkeys,
                                     std::string_view challenge_from);

// What a request to prove a passkey is made of. `holder` is whom the challenge was made for.
[[nodiscard]] staff::PasskeyRequest make_passkey_request(const Config& config, const http::Request& request,
                                                         staff::PasskeyAnswer answer,
                                                         const crypto::SecretToken& holder);

}  // namespace latchkey::admin
