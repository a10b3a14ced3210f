#include "trading/accounts/account_secrets.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "crypto/digest.hpp"
#include "crypto/random.hpp"
#include "crypto/totp.hpp"

namespace latchkey::trading {
namespace {

constexpr std::string_view lower = "abcdefghijkmnpqrstuvwxyz";
constexpr std::string_view upper = "ABCDEFGHJKLMNPQRSTUVWXYZ";
constexpr std::string_view digits = "23456789";
constexpr std::string_view marks = "!@#$*-_.";

// A number below `bound`, each as likely as the others.
std::size_t pick(std::size_t bound) {
  for (;;) {
    const auto byte = static_cast<unsigned char>(crypto::make_random_bytes(1).front());
    if (byte < 256 - 256 % bound) return byte % bound;
  }
}

void append(std::string& text, std::string_view alphabet, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) text += alphabet[pick(alphabet.size())];
}

}  // namespace

std::string make_platform_password() {
  std::string password;
  append(password, lower, 1);
  append(password, upper, 1);
  append(password, digits, 2);
  append(password, marks, 1);
  append(password, std::string(lower) + std::string(upper) + std::string(digits),
         platform_password_length - password.size());
  for (std::size_t i = password.size() - 1; i > 0; --i) std::swap(password[i], password[pick(i + 1)]);
  return password;
}

std::string make_account_tag(const Uuid& account) {
  static constexpr std::size_t length = 20;
  std::string text = crypto::base32(crypto::sha256("account tag " + account.bytes())).substr(0, length);
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return "lk" + text;
}

}  // namespace latchkey::trading
