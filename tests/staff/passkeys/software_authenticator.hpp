// An authenticator in software: makes passkeys and answers with them as a browser would, byte by byte (WebAuthn Level
// 2).
#pragma once
#include <openssl/evp.h>

#include <cstdint>
#include <memory>
#include <string>

#include "staff/passkeys/passkey_answer.hpp"

namespace latchkey::test {

// What is said to whoever asks; a test changes one of them at a time.
struct Asked {
  std::string challenge;  // base64url
  std::string origin = "https://members.example.com";
  std::string site = "members.example.com";
  bool is_crossing = false;  // asked for in a frame of another origin
  unsigned flags = 0x05;     // a person is there, and was verified
};

class SoftwareAuthenticator {
 public:
  enum class Kind { es256, rs256, eddsa };
  explicit SoftwareAuthenticator(Kind kind = Kind::es256);

  [[nodiscard]] staff::NewPasskeyAnswer create(const Asked& asked) const;
  // Counts one signature more, unless `counts` was taken away.
  [[nodiscard]] staff::PasskeyAnswer get(const Asked& asked);

  bool counts = true;
  std::uint32_t count = 0;
  std::string user_handle = {};
  [[nodiscard]] const std::string& credential_id() const { return credential_id_; }

 private:
  struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  [[nodiscard]] std::string data(const Asked& asked) const;
  [[nodiscard]] std::string sign(const std::string& message) const;

  std::unique_ptr<EVP_PKEY, FreeKey> key_;
  Kind kind_;
  std::string credential_id_;
};

}  // namespace latchkey::test
