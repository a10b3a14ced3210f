#include "crypto/secret.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "base/unavailable.hpp"
#include "crypto/sodium_bytes.hpp"

namespace latchkey::crypto {
namespace {

constexpr int url_variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

std::string encode_base64(std::string_view bytes, int variant) {
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), as_bytes(bytes), bytes.size(), variant);
  text.pop_back();  // the terminator
  return text;
}

bool is_base64url(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

std::optional<unsigned> hex_value(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

}  // namespace

void start_sodium() {
  static const int started = sodium_init();
  if (started < 0) throw Unavailable("libsodium has no random numbers");
}

SecretToken SecretToken::make(std::string_view prefix) {
  start_sodium();
  std::array<char, 32> random{};
  randombytes_buf(random.data(), random.size());
  return SecretToken(std::string(prefix) + encode_base64({random.data(), random.size()}, url_variant));
}

std::optional<SecretToken> SecretToken::parse(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix) || text.size() != prefix.size() + random_characters) return std::nullopt;
  if (!is_base64url(text.substr(prefix.size()))) return std::nullopt;
  return SecretToken(std::string(text));
}

TokenHash SecretToken::hash() const { return TokenHash(sha256(text_)); }

std::string sha256(std::string_view text) {
  start_sodium();
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(as_bytes(digest), as_bytes(text), text.size());
  return digest;
}

std::string hmac_sha256(std::string_view key, std::string_view message) {
  start_sodium();
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, as_bytes(key), key.size());
  crypto_auth_hmacsha256_update(&state, as_bytes(message), message.size());
  std::string code(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256_final(&state, as_bytes(code));
  return code;
}

std::string base64(std::string_view bytes) { return encode_base64(bytes, sodium_base64_VARIANT_ORIGINAL); }

std::string hex(std::string_view bytes) {
  std::string text(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), as_bytes(bytes), bytes.size());
  text.pop_back();
  return text;
}

std::optional<std::string> parse_hex(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const auto high = hex_value(digits[i]);
    const auto low = hex_value(digits[i + 1]);
    if (!high || !low) return std::nullopt;
    bytes += static_cast<char>(*high << 4U | *low);
  }
  return bytes;
}

std::string make_random_bytes(std::size_t count) {
  start_sodium();
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), count);
  return bytes;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace latchkey::crypto
