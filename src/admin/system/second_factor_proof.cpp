#include "admin/system/second_factor_proof.hpp"

#include "admin/system/code_page.hpp"
#include "forms/form.hpp"
#include "staff/second_factor.hpp"
#include "staff/staff_sign_in.hpp"

namespace latchkey::admin {

std::string proof_name(const Visit& visit) {
  return staff::has_app(visit.db, visit.session.user_id) ? "present" : "password";
}

Field proof_field(const Visit& visit) {
  if (!staff::has_app(visit.db, visit.session.user_id)) {
    return {.name = "password",
            .label = "Your password",
            .kind = Field::Kind::password,
            .hint = "So that nobody adds a factor of his own where you have left a session open.",
            .need = Field::Need::required,
            .autocomplete = "current-password"};
  }
  Field field = code_field();
  field.name = "present";
  field.label = "Code of the present second factor";
  field.hint = "What your app shows for it now, or a recovery code.";
  return field;
}

std::optional<std::string> find_proof_problem(const Visit& visit) {
  const std::string name = proof_name(visit);
  return name == "present" ? find_code_problem(visit, name) : find_password_problem(visit, name);
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
