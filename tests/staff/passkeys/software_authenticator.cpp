#include "staff/passkeys/software_authenticator.hpp"

#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "crypto/digest.hpp"
#include "crypto/random.hpp"

namespace latchkey::test {
namespace {

EVP_PKEY* make_key(SoftwareAuthenticator::Kind kind) {
  switch (kind) {
    case SoftwareAuthenticator::Kind::rs256:
      return EVP_RSA_gen(2048);
    case SoftwareAuthenticator::Kind::eddsa:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    case SoftwareAuthenticator::Kind::es256:
      break;
  }
  return EVP_EC_gen("P-256");
}

std::string client_data(const char* type, const Asked& asked) {
  return nlohmann::json{
      {"type", type}, {"challenge", asked.challenge}, {"origin", asked.origin}, {"crossOrigin", asked.is_crossing}}
      .dump();
}

// Big-endian.
std::string number(std::uint32_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>((value >> (8 * static_cast<unsigned>(i))) & 0xffU);
  return text;
}

}  // namespace

SoftwareAuthenticator::SoftwareAuthenticator(Kind kind)
    : key_(make_key(kind)), kind_(kind), credential_id_(crypto::make_random_bytes(32)) {
  if (!key_) throw std::runtime_error("no key could be made");
}

std::string SoftwareAuthenticator::data(const Asked& asked) const {
  return crypto::sha256(asked.site) + static_cast<char>(asked.flags) + number(count, 4);
}

std::string SoftwareAuthenticator::sign(const std::string& message) const {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
  std::size_t size = 0;
  EVP_DigestSignInit(context, nullptr, kind_ == Kind::eddsa ? nullptr : EVP_sha256(), nullptr, key_.get());
  EVP_DigestSign(context, nullptr, &size, bytes, message.size());
  std::string signature(size, '\0');
  EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, bytes, message.size());
  signature.resize(size);
  EVP_MD_CTX_free(context);
  return signature;
}

staff::NewPasskeyAnswer SoftwareAuthenticator::create(const Asked& asked) const {
  Asked made = asked;
  made.flags |= 0x40U;  // with the credential, whose key in its own form is left out here: nobody reads it
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key_.get(), &der);
  std::string public_key(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  const std::string credential =
      std::string(16, '\0') + number(static_cast<std::uint32_t>(credential_id_.size()), 2) + credential_id_ + "the key";
  return {client_data("webauthn.create", asked), data(made) + credential, public_key};
}

staff::PasskeyAnswer SoftwareAuthenticator::get(const Asked& asked) {
  if (counts) ++count;
  staff::PasskeyAnswer answer{credential_id_, client_data("webauthn.get", asked), data(asked), "", user_handle};
  answer.signature = sign(answer.authenticator_data + crypto::sha256(answer.client_data));
  return answer;
}

}  // namespace latchkey::test
