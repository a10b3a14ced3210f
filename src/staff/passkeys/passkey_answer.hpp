// What a browser answers for a passkey, and whether it is what it should be (WebAuthn Level 2, sections 7.1 and 7.2).
// The public key comes from the browser in its usual form (SubjectPublicKeyInfo), so that nothing of CBOR is read here;
// authenticators are not asked to attest what they are.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "crypto/secret_token.hpp"
#include "staff/passkeys/relying_party.hpp"

namespace latchkey::staff {

inline constexpr std::size_t longest_credential_id = 1023;  // bytes, by the specification

// All in bytes.
struct NewPasskeyAnswer {
  std::string client_data;  // the JSON that the browser has made
  std::string authenticator_data;
  std::string public_key;  // SubjectPublicKeyInfo
};

struct PasskeyAnswer {
  std::string credential_id;
  std::string client_data;
  std::string authenticator_data;
  std::string signature;
  std::string user_handle;  // what the passkey was made for: the user's id; empty where the authenticator keeps none
};

// Why it is not taken, for the log: "it is for another site".
struct AnswerFault {
  std::string_view reason;
};

// The two deeds, with the browser's names for them.
enum class Ceremony { create, get };

struct ClientData {
  crypto::SecretToken challenge;  // which the caller spends
};

// What the browser says that it was asked for: the ceremony, by this origin, and not in a frame of another.
[[nodiscard]] std::variant<ClientData, AnswerFault> read_client_data(std::string_view json, Ceremony ceremony,
                                                                     const RelyingParty& site);

// Whether the person has only touched the authenticator, or has shown it a finger, a face or a PIN.
enum class Presence { touched, verified };

struct AuthenticatorData {
  Presence presence = Presence::touched;
  std::uint32_t sign_count = 0;  // of all signatures with the key; 0 where the authenticator does not count
  std::string credential_id;     // of a passkey that has just been made
};

// Its fixed part: the site, the flags, the count and, for a new passkey, the credential id.
[[nodiscard]] std::variant<AuthenticatorData, AnswerFault> read_authenticator_data(std::string_view bytes,
                                                                                   Ceremony ceremony,
                                                                                   const RelyingParty& site);

// Whether the answer was signed with the passkey's key.
[[nodiscard]] bool is_signed(const PasskeyAnswer& answer, std::string_view public_key);

}  // namespace latchkey::staff
