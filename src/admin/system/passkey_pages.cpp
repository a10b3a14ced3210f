#include "admin/frame/page.hpp"
#include "admin/sign_in/passkey_fields.hpp"
#include "admin/system/second_factor_proof.hpp"
#include "admin/system/system_pages.hpp"
#include "crypto/encoding.hpp"
#include "crypto/public_key.hpp"
#include "staff/passkeys/passkey_challenge.hpp"
#include "staff/passkeys/relying_party.hpp"
#include "staff/second_factor.hpp"

namespace latchkey::admin {
namespace {

using http::Response;
using staff::Passkey;
using staff::PasskeyChange;

constexpr std::string_view unusable =
    "That did not work: the passkey was not given, or it took more than five minutes. Please try again. Passkeys need "
    "JavaScript and a browser that has them.";

std::optional<Response> refuse_without_name(const Visit& visit) {
  if (staff::find_relying_party(visit.config.base_url)) return std::nullopt;
  return refuse(visit, 409, "Not possible",
                "Browsers have passkeys only for sites with a name, and this one is called by an IP address.");
}

Response ask_for_name(const Visit& visit, const Errors& errors) {
  Page page(visit, "New passkey");
  page.below("My account", "/admin/me");
  Form form{.action = "/me/passkeys/new", .submit = "Continue", .cancel = "/admin/me"};
  form.text =
      "A passkey is kept by your computer, your phone or a security key, and opened there by a finger, a face or a "
      "PIN. "
      "Here it takes the place of the code of an app.";
  form.fields = {{.name = "name",
                  .label = "Name",
                  .value = visit.typed("name"),
                  .hint = "For you to know it by, such as “Office laptop”.",
                  .need = Field::Need::required}};
  add_proof(visit, form);
  tell(form.fields, errors);
  return page.add(form).render(errors.empty() ? 200 : 422);
}

Response ask_browser(const Visit& visit, const std::string& name) {
  const auto challenge = staff::make_passkey_challenge(visit.db, challenge_holder(visit, ChallengeFor::making));
  Page page(visit, "New passkey");
  page.below("My account", "/admin/me");
  Form form{.action = "/me/passkeys", .submit = "Make the passkey", .hidden = {{"name", name}}, .cancel = "/admin/me"};
  form.text = "Your browser asks now where to keep the passkey “" + name + "”.";
  form.passkey = PasskeyCeremony{.deed = PasskeyCeremony::Deed::create,
                                 .challenge = challenge.reveal(),
                                 .site = staff::find_relying_party(visit.config.base_url).value().id,
                                 .known = list_credentials(staff::list_passkeys(visit.db, visit.session.user_id)),
                                 .user = crypto::hex(visit.session.user_id.bytes()),
                                 .name = visit.session.email};
  return page.add(form).render();
}

// What the browser has made, judged; nothing when it is not what was asked for.
std::optional<staff::NewPasskey> read_made(const Visit& visit, const std::string& name) {
  const auto answer = read_new_passkey(visit.form);
  const auto site = staff::find_relying_party(visit.config.base_url);
  if (!answer || !site || !crypto::is_public_key(answer->public_key)) return std::nullopt;
  const auto client = staff::read_client_data(answer->client_data, staff::Ceremony::create, *site);
  const auto data = staff::read_authenticator_data(answer->authenticator_data, staff::Ceremony::create, *site);
  const auto* asked = std::get_if<staff::ClientData>(&client);
  const auto* made = std::get_if<staff::AuthenticatorData>(&data);
  const auto holder = challenge_holder(visit, ChallengeFor::making);
  if (asked == nullptr || made == nullptr || !staff::spend_passkey_challenge(visit.db, holder, asked->challenge)) {
    return std::nullopt;
  }
  return staff::NewPasskey{.user = visit.session.user_id,
                           .own_session = visit.session.id,
                           .name = name,
                           .credential_id = made->credential_id,
                           .public_key = answer->public_key,
                           .sign_count = made->sign_count};
}

Found<Passkey> find_own_passkey(const Visit& visit) {
  for (auto& passkey : staff::list_passkeys(visit.db, visit.session.user_id)) {
    if (passkey.id.text() == visit.id) return std::move(passkey);
  }
  return refuse(visit, 404, "Passkey not found", "You have no passkey at this address.");
}

Response refuse_needed(const Visit& visit) {
  return refuse(visit, 409, "Not possible", "One of your roles needs it. Add another one first.");
}

Response ask_to_remove(const Visit& visit, const Passkey& passkey, const Errors& errors) {
  Page page(visit, "Remove the passkey “" + passkey.name + "”");
  page.below("My account", "/admin/me");
  Form form{.action = "/me/passkeys/" + visit.id + "/remove",
            .submit = "Remove",
            .text = "It does not let you in any more. Your authenticator goes on showing it until you delete it there.",
            .cancel = "/admin/me",
            .tone = Tone::bad};
  add_proof(visit, form);
  tell(form.fields, errors);
  return page.add(form).render(errors.empty() ? 200 : 422);
}

}  // namespace

Response show_new_passkey(const Visit& visit) {
  auto refusal = refuse_without_name(visit);
  return refusal ? std::move(*refusal) : ask_for_name(visit, {});
}

Response begin_new_passkey(const Visit& visit) {
  if (auto refusal = refuse_without_name(visit)) return std::move(*refusal);
  Errors errors;
  const std::string name = read_label(visit, "name", errors);
  if (!errors.empty()) return ask_for_name(visit, errors);
  if (const auto problem = find_proof_problem(visit)) return ask_for_name(visit, {{proof_name(visit), *problem}});
  return ask_browser(visit, name);
}

Response save_new_passkey(const Visit& visit) {
  Errors errors;
  const std::string name = read_label(visit, "name", errors);
  if (!errors.empty()) return ask_for_name(visit, errors);
  const auto made = read_made(visit, name);
  if (!made) return ask_for_name(visit, {{"name", std::string(unusable)}});
  const auto added = staff::add_passkey(visit.db, visit.actor(), *made);
  switch (added.outcome) {
    case PasskeyChange::known:
      return ask_for_name(visit, {{"name", "This passkey is there already."}});
    case PasskeyChange::too_many:
      return ask_for_name(visit, {{"name", "You have 20 passkeys. Remove one first."}});
    case PasskeyChange::session_ended:
    case PasskeyChange::not_there:
    case PasskeyChange::needed:
      return go("/sign-in");
    case PasskeyChange::done:
      break;
  }
  if (!added.recovery_codes.empty()) {
    return show_recovery_codes(visit, "New passkey",
                               "The passkey is there. Keep these recovery codes where it is not: they are shown this "
                               "once, and each lets you in once without it.",
                               added.recovery_codes);
  }
  return go("/me", "passkey_added");
}

Response confirm_remove_passkey(const Visit& visit) {
  return with_found(find_own_passkey(visit), [&](const Passkey& passkey) { return ask_to_remove(visit, passkey, {}); });
}

Response remove_own_passkey(const Visit& visit) {
  return with_found(find_own_passkey(visit), [&](const Passkey& passkey) {
    if (const auto problem = find_proof_problem(visit)) {
      return ask_to_remove(visit, passkey, {{proof_name(visit), *problem}});
    }
    const auto outcome = staff::remove_passkey(visit.db, visit.actor(), passkey, visit.session.id);
    if (outcome == PasskeyChange::needed) return refuse_needed(visit);
    return outcome == PasskeyChange::session_ended ? go("/sign-in") : go("/me", "passkey_removed");
  });
}

}  // namespace latchkey::admin
