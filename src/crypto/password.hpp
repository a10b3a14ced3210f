// Password hashing: Argon2id by libsodium, in its own text form (`$argon2id$v=19$m=…,t=…,p=1$salt$hash`). What is
// hashed is the password in Unicode's form NFC.
#pragma once
#include <string>
#include <string_view>

#include "base/unavailable.hpp"
#include "config/config.hpp"

namespace latchkey::crypto {

// There is not enough memory for a password's hash just now.
class OutOfMemory : public Unavailable {
 public:
  using Unavailable::Unavailable;
};

// Throws OutOfMemory.
[[nodiscard]] std::string hash_password(std::string_view password, const PasswordCost& cost);

enum class PasswordMatch { wrong, right, right_but_rehash };

// `right_but_rehash`: the stored hash was made at another cost. A stored text that is no hash of ours is `wrong`.
// Throws OutOfMemory, which says nothing about the password.
[[nodiscard]] PasswordMatch check_password(const std::string& stored_hash, std::string_view password,
                                           const PasswordCost& cost);

}  // namespace latchkey::crypto
