#include "crypto/password.hpp"

#include <sodium.h>

#include <array>

#include "base/unavailable.hpp"
#include "crypto/sodium_bytes.hpp"

namespace latchkey::crypto {
namespace {

std::size_t memory_bytes(const PasswordCost& cost) { return cost.memory_kib * 1024; }

}  // namespace

std::string hash_password(std::string_view password, const PasswordCost& cost) {
  start_sodium();
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), cost.passes, memory_bytes(cost),
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw Unavailable("no memory for a password hash");
  }
  return text.data();
}

PasswordMatch check_password(const std::string& stored_hash, std::string_view password, const PasswordCost& cost) {
  start_sodium();
  if (crypto_pwhash_str_verify(stored_hash.c_str(), password.data(), password.size()) != 0) return PasswordMatch::wrong;
  return crypto_pwhash_str_needs_rehash(stored_hash.c_str(), cost.passes, memory_bytes(cost)) == 0
             ? PasswordMatch::right
             : PasswordMatch::right_but_rehash;
}

}  // namespace latchkey::crypto
