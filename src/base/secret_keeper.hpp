// Secrets that are stored encrypted and read again later: a platform's password, an account's first passwords.
#pragma once
#include <string>
#include <string_view>

namespace latchkey {

// What the database holds: the bytes, and which key opens them.
struct SealedSecret {
  std::string bytes;
  std::string key_id;
};

// Seals secrets and opens them. The programs use crypto::SecretBox.
class SecretKeeper {
 public:
  SecretKeeper() = default;
  virtual ~SecretKeeper() = default;
  SecretKeeper(const SecretKeeper&) = delete;
  SecretKeeper& operator=(const SecretKeeper&) = delete;
  SecretKeeper(SecretKeeper&&) = delete;
  SecretKeeper& operator=(SecretKeeper&&) = delete;

  [[nodiscard]] virtual SealedSecret seal(std::string_view secret) const = 0;

  // Throws std::runtime_error when the key is missing or the bytes are damaged; its text says what to do.
  [[nodiscard]] virtual std::string open(const SealedSecret& sealed) const = 0;
};

}  // namespace latchkey
