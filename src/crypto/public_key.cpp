#include "crypto/public_key.hpp"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <optional>
#include <string>

namespace latchkey::crypto {
namespace {

enum class Algorithm { es256, rs256, eddsa };

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

const unsigned char* begin_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());  // NOLINT(*-reinterpret-cast): what OpenSSL takes
}

Key read_key(std::string_view der) {
  const unsigned char* at = begin_of(der);
  Key key(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
  if (at != begin_of(der) + der.size()) return nullptr;
  return key;
}

bool is_p256(const EVP_PKEY* key) {
  static constexpr std::size_t longest_name = 80;
  std::string name(longest_name, '\0');
  std::size_t size = 0;
  return EVP_PKEY_get_group_name(key, name.data(), name.size(), &size) == 1 && name.substr(0, size) == "prime256v1";
}

std::optional<Algorithm> find_algorithm(const EVP_PKEY* key) {
  static constexpr int shortest_rsa = 2048;
  static constexpr int longest_rsa = 8192;
  if (key == nullptr) return std::nullopt;
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_EC:
      return is_p256(key) ? std::optional(Algorithm::es256) : std::nullopt;
    case EVP_PKEY_RSA: {
      const int bits = EVP_PKEY_get_bits(key);
      return bits >= shortest_rsa && bits <= longest_rsa ? std::optional(Algorithm::rs256) : std::nullopt;
    }
    case EVP_PKEY_ED25519:
      return Algorithm::eddsa;
    default:
      return std::nullopt;
  }
}

}  // namespace

bool is_public_key(std::string_view der) { return find_algorithm(read_key(der).get()).has_value(); }

bool is_signed_by(std::string_view public_key, std::string_view message, std::string_view signature) {
  const Key key = read_key(public_key);
  const auto algorithm = find_algorithm(key.get());
  const Context context(EVP_MD_CTX_new());
  if (!algorithm || !context) return false;
  const EVP_MD* digest = *algorithm == Algorithm::eddsa ? nullptr : EVP_sha256();  // Ed25519 hashes by itself
  return EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), begin_of(signature), signature.size(), begin_of(message), message.size()) == 1;
}

}  // namespace latchkey::crypto
