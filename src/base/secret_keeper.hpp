// Secrets that are stored to be read again (a platform's password, an account's first password), encrypted at rest.
#pragma once
#include <string>
#include <string_view>

namespace latchkey {

// What the database holds: the bytes, and which key opens them.
struct SealedSecret {
  std::string bytes;
  std::string key_id;
};

// Seals and opens. crypto::SecretBox is the one that the programs use.
class SecretKeeper {
 public:
  SecretKeeper() = default;
  virtual ~SecretKeeper() = default;
  SecretKeeper(const SecretKeeper&) = delete;
  SecretKeeper& operator=(const SecretKeeper&) = delete;
  SecretKeeper(SecretKeeper&&) = delete;
  SecretKeeper& operator=(SecretKeeper&&) = delete;

  [[nodiscard]] virtual SealedSecret seal(std::string_view secret) const = 0;

  // Throws std::runtime_error, saying what to do, when the key is not there or the bytes are not what was sealed.
  [[nodiscard]] virtual std::string open(const SealedSecret& sealed) const = 0;
};

}  // namespace latchkey
