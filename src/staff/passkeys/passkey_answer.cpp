#include "staff/passkeys/passkey_answer.hpp"

#include <nlohmann/json.hpp>

#include "crypto/digest.hpp"
#include "crypto/public_key.hpp"

namespace latchkey::staff {
namespace {

// Of authenticator data, section 6.1: SHA-256 of the site's id, a byte of flags, four of the count; then, for a new
// passkey, 16 bytes of the model, two of the credential id's length, the id and the key.
constexpr std::size_t flags_at = 32;
constexpr std::size_t count_at = 33;
constexpr std::size_t length_at = 53;
constexpr std::size_t credential_at = 55;
constexpr unsigned user_present = 0x01;
constexpr unsigned user_verified = 0x04;
constexpr unsigned has_credential = 0x40;

std::uint32_t read_number(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t number = 0;
  for (const char c : bytes.substr(at, size)) number = (number << 8U) | static_cast<unsigned char>(c);
  return number;
}

}  // namespace

std::variant<ClientData, AnswerFault> read_client_data(std::string_view json, Ceremony ceremony,
                                                       const RelyingParty& site) {
  static constexpr AnswerFault malformed{"it is not whole"};
  const auto data = nlohmann::json::parse(json, nullptr, false);
  if (!data.is_object()) return malformed;
  const auto text = [&](const char* name) {
    const auto found = data.find(name);
    return found != data.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  if (text("type") != (ceremony == Ceremony::create ? "webauthn.create" : "webauthn.get")) {
    return AnswerFault{"it is for another deed"};
  }
  if (text("origin") != site.origin) return AnswerFault{"it is for another site"};
  const auto crossing = data.find("crossOrigin");
  if (crossing != data.end() && *crossing != false) return AnswerFault{"it was asked for in a frame of another site"};
  const auto challenge = crypto::SecretToken::parse(text("challenge"));
  if (!challenge) return malformed;
  return ClientData{*challenge};
}

std::variant<AuthenticatorData, AnswerFault> read_authenticator_data(std::string_view bytes, Ceremony ceremony,
                                                                     const RelyingParty& site) {
  static constexpr AnswerFault malformed{"the authenticator's data are not whole"};
  if (bytes.size() < count_at + 4) return malformed;
  if (bytes.substr(0, flags_at) != crypto::sha256(site.id)) return AnswerFault{"it is for another site"};
  const auto flags = static_cast<unsigned char>(bytes[flags_at]);
  if ((flags & user_present) == 0) return AnswerFault{"nobody was at the authenticator"};
  AuthenticatorData data{.presence = (flags & user_verified) != 0 ? Presence::verified : Presence::touched,
                         .sign_count = read_number(bytes, count_at, 4),
                         .credential_id = {}};
  if (ceremony == Ceremony::get) return data;
  if ((flags & has_credential) == 0 || bytes.size() < credential_at) return malformed;
  const std::size_t length = read_number(bytes, length_at, 2);
  if (length == 0 || length > longest_credential_id || bytes.size() <= credential_at + length) return malformed;
  data.credential_id = bytes.substr(credential_at, length);
  return data;
}

bool is_signed(const PasskeyAnswer& answer, std::string_view public_key) {
  return crypto::is_signed_by(public_key, answer.authenticator_data + crypto::sha256(answer.client_data),
                              answer.signature);
}

}  // namespace latchkey::staff
