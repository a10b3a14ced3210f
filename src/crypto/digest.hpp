// Digests of texts, and their comparison.
#pragma once
#include <string>
#include <string_view>

namespace latchkey::crypto {

// SHA-256, 32 bytes.
[[nodiscard]] std::string sha256(std::string_view text);

// HMAC-SHA-256 with a key of any length, 32 bytes.
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view message);

// Compares in a time that does not tell where two texts of one length differ.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace latchkey::crypto
