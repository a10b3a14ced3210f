// The secrets of webhooks, and what is signed with them (Standard Webhooks 1.0.0).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace latchkey::endpoints {

// `whsec_` and 32 random bytes in base64: what is shown once. At rest this text is sealed by crypto::SecretBox as it
// is: box.seal(secret), and endpoints.secret and secret_key_id keep what comes of it.
[[nodiscard]] std::string make_secret();

struct SignedMessage {
  std::string_view id;         // the webhook-id: `msg_…`
  std::int64_t timestamp = 0;  // unix seconds of the try
  std::string_view body;
};

// `v1,` and the signature in base64: HMAC-SHA-256 of `id.timestamp.body` with the secret's bytes. Throws
// std::runtime_error when `secret` is not of the form of make_secret().
[[nodiscard]] std::string sign(std::string_view secret, const SignedMessage& message);

}  // namespace latchkey::endpoints
