#include "admin/sign_in/passkey_fields.hpp"

#include "admin/frame/frame.hpp"
#include "crypto/encoding.hpp"
#include "forms/form.hpp"
#include "staff/passkeys/passkey_challenge.hpp"

namespace latchkey::admin {
namespace {

std::optional<std::string> read_bytes(const FormFields& fields, std::string_view name) {
  const auto* field = find_field(fields, name);
  return field == nullptr ? std::nullopt : crypto::parse_hex(*field);
}

}  // namespace

std::optional<staff::NewPasskeyAnswer> read_new_passkey(const FormFields& fields) {
  auto client_data = read_bytes(fields, "client_data");
  auto authenticator_data = read_bytes(fields, "authenticator_data");
  auto public_key = read_bytes(fields, "public_key");
  if (!client_data || !authenticator_data || !public_key) return std::nullopt;
  return staff::NewPasskeyAnswer{std::move(*client_data), std::move(*authenticator_data), std::move(*public_key)};
}

std::optional<staff::PasskeyAnswer> read_passkey_answer(const FormFields& fields) {
  auto credential = read_bytes(fields, "credential");
  auto client_data = read_bytes(fields, "client_data");
  auto authenticator_data = read_bytes(fields, "authenticator_data");
  auto signature = read_bytes(fields, "signature");
  auto user_handle = read_bytes(fields, "user_handle");
  if (!credential || !client_data || !authenticator_data || !signature || !user_handle) return std::nullopt;
  return staff::PasskeyAnswer{std::move(*credential), std::move(*client_data), std::move(*authenticator_data),
                              std::move(*signature), std::move(*user_handle)};
}

std::string list_credentials(const std::vector<staff::Passkey>& passkeys) {
  std::string list;
  for (const auto& passkey : passkeys) list += (list.empty() ? "" : " ") + crypto::hex(passkey.credential_id);
  return list;
}

crypto::SecretToken challenge_holder(const Visit& visit, ChallengeFor deed) {
  return crypto::SecretToken::derive(staff::find_staff_cookie(visit.request).value(),
                                     deed == ChallengeFor::making ? "make a passkey" : "use a passkey");
}

http::Response tell_challenge(db::Connection& db, const crypto::SecretToken& holder) {
  const auto challenge = staff::make_passkey_challenge(db, holder);
  return dress(http::Response(200, nlohmann::json{{"challenge", challenge.reveal()}}.dump(), "application/json"));
}

http::Response hand_out_challenge(const Visit& visit) {
  return tell_challenge(visit.db, challenge_holder(visit, ChallengeFor::using_one));
}

PasskeyCeremony use_of(const staff::RelyingParty& site, const std::vector<staff::Passkey>& passkeys,
                       std::string_view challenge_from) {
  return {.deed = PasskeyCeremony::Deed::get,
          .challenge = "",
          .site = site.id,
          .known = list_credentials(passkeys),
          .challenge_from = std::string(challenge_from)};
}

staff::PasskeyRequest make_passkey_request(const Config& config, const http::Request& request,
                                           staff::PasskeyAnswer answer, const crypto::SecretToken& holder) {
  return {.answer = std::move(answer),
          .site = staff::find_relying_party(config.base_url).value(),
          .holder = holder,
          .visitor = forms::visitor_of(request),
          .limits = config.sign_in};
}

}  // namespace latchkey::admin
