#include "admin/system/second_factor_proof.hpp"

#include "admin/frame/page.hpp"
#include "admin/sign_in/code_page.hpp"
#include "admin/sign_in/passkey_fields.hpp"
#include "forms/form.hpp"
#include "staff/passkeys/relying_party.hpp"
#include "staff/second_factor.hpp"
#include "staff/sign_in/staff_sign_in.hpp"

namespace latchkey::admin {

namespace {

constexpr std::string_view field_name = "present";  // of a code

std::optional<std::string> find_passkey_problem(const Visit& visit) {
  auto answer = read_passkey_answer(visit.form);
  const bool can_be = answer && staff::find_relying_party(visit.config.base_url);
  if (!can_be) return "Show your passkey, which needs JavaScript, or type a recovery code.";
  const auto check = staff::check_own_passkey(visit.db,
                                              make_passkey_request(visit.config, visit.request, std::move(*answer),
                                                                   challenge_holder(visit, ChallengeFor::using_one)),
                                              visit.session.user_id);
  if (const auto* throttled = std::get_if<attempts::Throttled>(&check)) {
    return "There were too many attempts. Please try again " + attempts::waiting_time(*throttled) + ".";
  }
  if (std::holds_alternative<staff::PasskeyConfirmed>(check)) return std::nullopt;
  return "This passkey was not taken. Please try again.";
}

}  // namespace

std::string proof_name(const Visit& visit) {
  return visit.session.has_second_factor ? std::string(field_name) : "password";
}

void add_proof(const Visit& visit, Form& form) {
  if (!visit.session.has_second_factor) {
    form.fields.push_back({.name = "password",
                           .label = "Your password",
                           .kind = Field::Kind::password,
                           .hint = "So that nobody adds a factor of his own where you have left a session open.",
                           .need = Field::Need::required,
                           .autocomplete = "current-password"});
    return;
  }
  Field field = code_field();
  field.name = field_name;
  if (staff::has_app(visit.db, visit.session.user_id)) {
    field.label = "Code of the present second factor";
    field.hint = "What your app shows for it now, or a recovery code.";
  } else {
    field.label = "Recovery code";
    field.hint = "Without one you are asked for your passkey.";
    field.need = Field::Need::optional;
    if (const auto site = staff::find_relying_party(visit.config.base_url)) {
      form.passkey =
          use_of(*site, staff::list_passkeys(visit.db, visit.session.user_id), "/admin/me/passkeys/challenge");
      form.passkey->unless = field_name;
    }
  }
  form.fields.push_back(field);
}

std::optional<std::string> find_proof_problem(const Visit& visit) {
  if (!visit.session.has_second_factor) return find_password_problem(visit, "password");
  const bool has_code = !visit.typed(field_name).empty() || staff::has_app(visit.db, visit.session.user_id);
  return has_code ? find_code_problem(visit, std::string(field_name)) : find_passkey_problem(visit);
}

http::Response show_recovery_codes(const Visit& visit, std::string_view title, std::string_view text,
                                   const std::vector<std::string>& codes) {
  std::string lines;
  for (const auto& line : codes) lines += (lines.empty() ? "" : "\n") + line;
  Page page(visit, std::string(title));
  page.below("My account", "/admin/me");
  page.add(Notice{Tone::good, std::string(text)});
  return page.add_codes("Recovery codes", lines, "/admin/").render();
}

std::optional<std::string> find_password_problem(const Visit& visit, const std::string& field) {
  const auto proof =
      staff::prove_own_password(visit.db, {visit.session.email, visit.typed(field), forms::visitor_of(visit.request)},
                                {visit.config.password_cost, visit.config.sign_in});
  if (const auto* throttled = std::get_if<attempts::Throttled>(&proof)) {
    return "There were too many wrong passwords. Please try again " + attempts::waiting_time(*throttled) + ".";
  }
  if (std::holds_alternative<staff::OwnPasswordKnown>(proof)) return std::nullopt;
  return "This is not your password.";
}

}  // namespace latchkey::admin
