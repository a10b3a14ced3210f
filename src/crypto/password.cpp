#include "crypto/password.hpp"

#include <sodium.h>
#include <uninorm.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>

#include "crypto/hash_memory.hpp"
#include "crypto/sodium_bytes.hpp"

namespace latchkey::crypto {
namespace {

constexpr auto no_memory = "no memory for a password hash";

// What hash_password() has made.
struct StoredHash {
  PasswordCost cost;
  std::array<unsigned char, crypto_pwhash_SALTBYTES> salt;
  std::array<unsigned char, 32> digest;
};

// Takes `name` and a number from the beginning of the text.
std::optional<std::uint64_t> take_number(std::string_view& text, std::string_view name) {
  if (!text.starts_with(name)) return std::nullopt;
  text.remove_prefix(name.size());
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

template <std::size_t size>
bool decode_base64(std::string_view text, std::array<unsigned char, size>& bytes) {
  std::size_t length = 0;
  const char* end = nullptr;
  return sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &length, &end,
                           sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0 &&
         length == size && end == text.data() + text.size();
}

std::optional<StoredHash> parse_hash(std::string_view text) {
  StoredHash stored{};
  const auto memory = take_number(text, "$argon2id$v=19$m=");
  const auto passes = memory ? take_number(text, ",t=") : std::nullopt;
  const auto lanes = passes ? take_number(text, ",p=") : std::nullopt;
  if (lanes != 1U || !text.starts_with('$')) return std::nullopt;
  text.remove_prefix(1);
  const auto dollar = text.find('$');
  if (dollar == std::string_view::npos || !decode_base64(text.substr(0, dollar), stored.salt) ||
      !decode_base64(text.substr(dollar + 1), stored.digest)) {
    return std::nullopt;
  }
  stored.cost = {.memory_kib = *memory, .passes = *passes};
  return stored;
}

std::size_t memory_bytes(const PasswordCost& cost) { return cost.memory_kib * 1024; }

// What libsodium asks the kernel for: with one lane, whole groups of four blocks of a KiB.
std::size_t requested_bytes(const PasswordCost& cost) { return cost.memory_kib / 4 * 4 * 1024; }

// crypto_pwhash_str_verify() of libsodium 1.0.18 says the same, errno included, of a wrong password and when it gets no
// memory. So the digest is made anew and compared here.
bool matches_bytes(const StoredHash& stored, std::string_view password, std::chrono::seconds keep_memory_for) {
  std::array<unsigned char, 32> digest{};
  const HashMemory memory(requested_bytes(stored.cost), keep_memory_for);
  errno = 0;
  if (crypto_pwhash(digest.data(), digest.size(), password.data(), password.size(), stored.salt.data(),
                    stored.cost.passes, memory_bytes(stored.cost), crypto_pwhash_ALG_ARGON2ID13) != 0) {
    if (errno == EINVAL || errno == EFBIG) return false;  // the stored cost is not one of Argon2id
    throw OutOfMemory(no_memory);
  }
  return sodium_memcmp(digest.data(), stored.digest.data(), digest.size()) == 0;
}

// The same characters in Unicode's form NFC: keyboards and systems differ in how they write an "é". What is no valid
// UTF-8 stays as it is.
std::string to_nfc(std::string_view text) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (std::ranges::all_of(text, is_ascii)) return std::string(text);
  std::size_t length = 0;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const std::unique_ptr<std::uint8_t, decltype(&std::free)> normal(
      u8_normalize(UNINORM_NFC, bytes, text.size(), nullptr, &length), &std::free);
  if (normal) return {reinterpret_cast<const char*>(normal.get()), length};
  if (errno == ENOMEM) throw OutOfMemory(no_memory);
  return std::string(text);
}

// Hashes made by versions before 0.2.0 are of the bytes as they were typed.
bool matches(const StoredHash& stored, std::string_view password, std::chrono::seconds keep_memory_for) {
  const std::string normal = to_nfc(password);
  return matches_bytes(stored, normal, keep_memory_for) ||
         (normal != password && matches_bytes(stored, password, keep_memory_for));
}

}  // namespace

std::string hash_password(std::string_view password, const PasswordCost& cost) {
  start_sodium();
  const std::string normal = to_nfc(password);
  std::array<char, crypto_pwhash_STRBYTES> text{};
  const HashMemory memory(requested_bytes(cost), cost.keep_memory_for);
  if (crypto_pwhash_str_alg(text.data(), normal.data(), normal.size(), cost.passes, memory_bytes(cost),
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw OutOfMemory(no_memory);
  }
  return text.data();
}

PasswordMatch check_password(const std::string& stored_hash, std::string_view password, const PasswordCost& cost) {
  start_sodium();
  const auto stored = parse_hash(stored_hash);
  if (!stored || !matches(*stored, password, cost.keep_memory_for)) return PasswordMatch::wrong;
  return crypto_pwhash_str_needs_rehash(stored_hash.c_str(), cost.passes, memory_bytes(cost)) == 0
             ? PasswordMatch::right
             : PasswordMatch::right_but_rehash;
}

}  // namespace latchkey::crypto
