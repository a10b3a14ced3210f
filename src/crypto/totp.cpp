#include "crypto/totp.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "base/percent.hpp"
#include "base/utf8.hpp"
#include "crypto/digest.hpp"
#include "crypto/random.hpp"

namespace latchkey::crypto {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::size_t digits = 6;
constexpr std::uint64_t step_seconds = 30;

}  // namespace

std::string make_totp_secret() {
  static constexpr std::size_t size = 20;
  return make_random_bytes(size);
}

std::string base32(std::string_view bytes) {
  std::string text;
  unsigned buffer = 0;
  unsigned bits = 0;
  for (const char c : bytes) {
    buffer = (buffer << 8U) | static_cast<unsigned char>(c);
    bits += 8;
    for (; bits >= 5; bits -= 5) text += alphabet[(buffer >> (bits - 5)) & 31U];
  }
  if (bits > 0) text += alphabet[(buffer << (5 - bits)) & 31U];
  return text;
}

std::optional<std::string> parse_base32(std::string_view text) {
  std::string bytes;
  unsigned buffer = 0;
  unsigned bits = 0;
  for (const char c : upper_ascii(text)) {
    if (c == ' ') continue;
    const auto value = alphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    buffer = (buffer << 5U) | static_cast<unsigned>(value);
    bits += 5;
    if (bits >= 8) {
      bytes += static_cast<char>((buffer >> (bits - 8)) & 255U);
      bits -= 8;
    }
  }
  return bytes;
}

std::string totp_code(std::string_view secret, std::uint64_t step) {
  std::array<unsigned char, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i) counter[7 - i] = static_cast<unsigned char>(step >> (8 * i));
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned length = 0;
  HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter.data(), counter.size(), mac.data(), &length);
  const std::size_t offset = mac[length - 1] & 15U;
  const std::uint32_t number = ((mac[offset] & 127U) << 24U) | (std::uint32_t{mac[offset + 1]} << 16U) |
                               (std::uint32_t{mac[offset + 2]} << 8U) | mac[offset + 3];
  std::string code = std::to_string(number % 1'000'000);
  return std::string(digits - code.size(), '0') + code;
}

std::optional<std::uint64_t> find_totp_step(std::string_view secret, std::string_view code, std::uint64_t unix_seconds,
                                            std::uint64_t last_step) {
  const std::uint64_t now = unix_seconds / step_seconds;
  for (std::uint64_t step = now - 1; step <= now + 1; ++step) {
    if (step > last_step && equal_in_constant_time(totp_code(secret, step), code)) return step;
  }
  return std::nullopt;
}

std::string totp_address(std::string_view secret, std::string_view site, std::string_view account) {
  return "otpauth://totp/" + percent_encode(site) + ":" + percent_encode(account) + "?secret=" + base32(secret) +
         "&issuer=" + percent_encode(site);
}

}  // namespace latchkey::crypto
