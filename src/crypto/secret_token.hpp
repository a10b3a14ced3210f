// Random secrets and their stored form. A secret is sent once and never stored; the database knows its SHA-256.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace latchkey::crypto {

// The stored form of a secret: 32 bytes for a BINARY(32) column.
class TokenHash {
 public:
  explicit TokenHash(std::string bytes) : bytes_(std::move(bytes)) {}
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// A prefix such as `lt_` and 32 random bytes as 43 base64url characters (RFC 4648, section 5, unpadded). Deliberately
// without a stream operator: it is not to be logged.
class SecretToken {
 public:
  static constexpr std::size_t random_characters = 43;

  [[nodiscard]] static SecretToken make(std::string_view prefix = "");

  // The same 43 characters for the same two secrets. Who lacks one of them cannot tell the token from a random one.
  [[nodiscard]] static SecretToken derive(const SecretToken& a, const SecretToken& b);

  // The same 43 characters for the same secret and the same name, which may be known to others.
  [[nodiscard]] static SecretToken derive(const SecretToken& secret, std::string_view name);

  // The token if `text` is the prefix and 43 base64url characters.
  [[nodiscard]] static std::optional<SecretToken> parse(std::string_view text, std::string_view prefix = "");

  // What is handed out.
  [[nodiscard]] const std::string& reveal() const { return text_; }
  [[nodiscard]] TokenHash hash() const;

 private:
  explicit SecretToken(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace latchkey::crypto
