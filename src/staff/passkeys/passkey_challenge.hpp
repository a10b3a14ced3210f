// The challenge that a passkey has to answer: a random number, good once and for five minutes, for one browser.
#pragma once
#include "crypto/secret_token.hpp"
#include "db/connection.hpp"

namespace latchkey::staff {

// A new challenge in place of the one that the browser had. `holder` is a cookie of the browser's: its session, or
// before the sign-in its anti-forgery value.
[[nodiscard]] crypto::SecretToken make_passkey_challenge(db::Connection& db, const crypto::SecretToken& holder);

// True once, while it is good, and for its browser.
[[nodiscard]] bool spend_passkey_challenge(db::Connection& db, const crypto::SecretToken& holder,
                                           const crypto::SecretToken& challenge);

}  // namespace latchkey::staff
