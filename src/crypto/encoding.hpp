// Bytes as text.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace latchkey::crypto {

// Standard base64 with padding, as CSP hashes need it.
[[nodiscard]] std::string base64(std::string_view bytes);

// The bytes of standard base64 with padding; nothing for anything else.
[[nodiscard]] std::optional<std::string> parse_base64(std::string_view text);

// Base64 for URLs (RFC 4648, section 5), without padding.
[[nodiscard]] std::string base64url(std::string_view bytes);

// Lower-case hex.
[[nodiscard]] std::string hex(std::string_view bytes);

// The bytes of hex digits in either case; nothing for anything else.
[[nodiscard]] std::optional<std::string> parse_hex(std::string_view digits);

}  // namespace latchkey::crypto
