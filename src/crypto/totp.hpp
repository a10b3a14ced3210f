// One-time codes by time (RFC 6238): HMAC-SHA-1, 6 digits, steps of 30 seconds, as authenticator apps expect them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace latchkey::crypto {

// 20 random bytes.
[[nodiscard]] std::string make_totp_secret();

// RFC 4648 base32 without padding, and back; nothing for another text. Case and spaces do not matter.
[[nodiscard]] std::string base32(std::string_view bytes);
[[nodiscard]] std::optional<std::string> parse_base32(std::string_view text);

// The code of a time step (Unix seconds / 30).
[[nodiscard]] std::string totp_code(std::string_view secret, std::uint64_t step);

// The step that the code belongs to: that of `unix_seconds`, the one before or the one after, and later than
// `last_step`. Nothing when it belongs to none of them.
[[nodiscard]] std::optional<std::uint64_t> find_totp_step(std::string_view secret, std::string_view code,
                                                          std::uint64_t unix_seconds, std::uint64_t last_step);

// `otpauth://totp/…` for the QR code.
[[nodiscard]] std::string totp_address(std::string_view secret, std::string_view site, std::string_view account);

}  // namespace latchkey::crypto
