#include "endpoints/secret.hpp"

#include <stdexcept>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "crypto/random.hpp"

namespace latchkey::endpoints {
namespace {

constexpr std::string_view prefix = "whsec_";
constexpr std::size_t key_bytes = 32;

}  // namespace

std::string make_secret() { return std::string(prefix) + crypto::base64(crypto::make_random_bytes(key_bytes)); }

std::string sign(std::string_view secret, const SignedMessage& message) {
  const auto key =
      secret.starts_with(prefix) ? crypto::parse_base64(secret.substr(prefix.size())) : std::optional<std::string>();
  if (!key || key->empty()) throw std::runtime_error("the secret of a webhook is damaged");
  std::string text(message.id);
  text += '.';
  text += std::to_string(message.timestamp);
  text += '.';
  text += message.body;
  return "v1," + crypto::base64(crypto::hmac_sha256(*key, text));
}

}  // namespace latchkey::endpoints
