#include "platforms/mt5_hash.hpp"

#include <openssl/evp.h>
#include <sys/random.h>

#include <array>
#include <stdexcept>

#include "platforms/utf16.hpp"

namespace latchkey::platforms {
namespace {

std::string md5(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_md5(), nullptr) != 1) {
    throw std::runtime_error("OpenSSL has no MD5, which the MT5 Web API needs (is it in FIPS mode?)");
  }
  return {digest.begin(), digest.begin() + size};
}

std::optional<unsigned> hex_value(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

}  // namespace

std::optional<std::string> hash_mt5_password(std::string_view password) {
  const auto units = utf16_from_utf8(password);
  if (!units) return std::nullopt;
  std::string little_endian;
  for (const char16_t unit : *units) {
    little_endian += static_cast<char>(unit & 0xffU);
    little_endian += static_cast<char>(unit >> 8U);
  }
  return md5(little_endian);
}

std::string derive_mt5_key(std::string_view password_hash) { return md5(std::string(password_hash) + "WebAPI"); }

std::string answer_mt5_challenge(std::string_view key, std::string_view random) {
  return to_hex(md5(std::string(key) + std::string(random)));
}

std::string to_hex(std::string_view bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
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
  std::string bytes(count, '\0');
  if (::getrandom(bytes.data(), count, 0) != static_cast<ssize_t>(count)) throw std::runtime_error("getrandom failed");
  return bytes;
}

}  // namespace latchkey::platforms
