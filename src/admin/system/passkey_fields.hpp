// What passkeys.js puts into a form, and the ceremony that a form asks for.
#pragma once
#include <optional>

#include "admin/frame/form.hpp"
#include "base/percent.hpp"
#include "config/config.hpp"
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

// What a request to prove a passkey is made of. `holder` is the cookie that the challenge was made for.
[[nodiscard]] staff::PasskeyRequest make_passkey_request(const Config& config, const http::Request& request,
                                                         staff::PasskeyAnswer answer,
                                                         const crypto::SecretToken& holder);

}  // namespace latchkey::admin
