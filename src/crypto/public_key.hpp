// Signatures of others, and the keys that they are checked with.
#pragma once
#include <string_view>

namespace latchkey::crypto {

// Whether the bytes are a SubjectPublicKeyInfo (RFC 5280, DER), and nothing besides, of a key whose signatures are
// taken: ES256 (the curve P-256), RS256 (RSA with 2048 to 8192 bits) or Ed25519, in the words of RFC 8812 and RFC 9053.
[[nodiscard]] bool is_public_key(std::string_view der);

// Whether the signature of the message was made with the key's private part. False too for a key that is none, and for
// a signature that is not of the key's algorithm.
[[nodiscard]] bool is_signed_by(std::string_view public_key, std::string_view message, std::string_view signature);

}  // namespace latchkey::crypto
