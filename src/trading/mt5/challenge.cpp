#include "trading/mt5/challenge.hpp"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

#include "crypto/encoding.hpp"
#include "trading/wire/utf16.hpp"

namespace latchkey::trading {
namespace {

std::string md5(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_md5(), nullptr) != 1) {
    throw std::runtime_error("OpenSSL has no MD5, which the MT5 Web API needs (is it in FIPS mode?)");
  }
  return {digest.begin(), digest.begin() + size};
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
  return crypto::hex(md5(std::string(key) + std::string(random)));
}

}  // namespace latchkey::trading
