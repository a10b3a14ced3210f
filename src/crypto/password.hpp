// Password hashing: Argon2id by libsodium, in its own text form (`$argon2id$v=19$m=…,t=…,p=1$salt$hash`).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace latchkey::auth {

// Memory in KiB and passes. The defaults are OWASP's m=19 MiB, t=2, p=1: about 11 ms here.
struct PasswordCost {
  std::uint64_t memory_kib = 19456;
  std::uint64_t passes = 2;
};

// Throws Unavailable when the memory is not to be had.
[[nodiscard]] std::string hash_password(std::string_view password, const PasswordCost& cost);

enum class PasswordMatch { wrong, right, right_but_rehash };

// `right_but_rehash`: the stored hash was made at another cost.
[[nodiscard]] PasswordMatch check_password(const std::string& stored_hash, std::string_view password,
                                           const PasswordCost& cost);

}  // namespace latchkey::auth
