// The challenge of the MT5 Web API: each side proves that it knows the manager's API password without sending it.
//
//   p1     = MD5(password as UTF-16LE, no byte order mark, no terminator)
//   p2     = MD5(p1 || "WebAPI")
//   answer = MD5(p2 || the other side's 16 random bytes), as hex
//
// All intermediate values are bytes: a server answers 403 to a client that hashes their hex digits. MetaQuotes' page
// "Authentication" gives the worked example that tests/trading/mt5/challenge_test.cpp repeats.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace latchkey::trading {

inline constexpr std::size_t mt5_random_bytes = 16;

// p1 of a password. Nothing when it is not UTF-8.
[[nodiscard]] std::optional<std::string> hash_mt5_password(std::string_view password);

// p2, made from p1.
[[nodiscard]] std::string derive_mt5_key(std::string_view password_hash);

// The answer to the other side's random bytes, in lower-case hex. `key` is p2.
[[nodiscard]] std::string answer_mt5_challenge(std::string_view key, std::string_view random);

}  // namespace latchkey::trading
