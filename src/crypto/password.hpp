// Password hashing: Argon2id by libsodium, in its own text form (`$argon2id$v=19$m=…,t=…,p=1$salt$hash`).
#pragma once
#include <string>
#include <string_view>

#include "config/config.hpp"

namespace latchkey::crypto {

// Throws Unavailable when there is not enough memory for it.
[[nodiscard]] std::string hash_password(std::string_view password, const PasswordCost& cost);

enum class PasswordMatch { wrong, right, right_but_rehash };

// `right_but_rehash`: the stored hash was made at another cost.
[[nodiscard]] PasswordMatch check_password(const std::string& stored_hash, std::string_view password,
                                           const PasswordCost& cost);

}  // namespace latchkey::crypto
