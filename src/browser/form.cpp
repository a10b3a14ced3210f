#include "auth/form.hpp"

#include "base/utf8.hpp"

namespace latchkey::auth {

bool is_whole_form(const http::Request& request) {
  const auto type = std::string_view(request.content_type).substr(0, request.content_type.find(';'));
  return request.body_state == http::BodyState::complete &&
         lower_ascii(trim(type)) == "application/x-www-form-urlencoded";
}

std::string text_of(const FormFields& fields, std::string_view name) {
  const auto* value = find_field(fields, name);
  return value == nullptr ? std::string() : *value;
}

std::string_view problem_text(FormProblem problem) {
  return problem == FormProblem::repeated_name ? "a parameter stands in it twice"
                                               : "it has characters that cannot be read";
}

Visitor visitor_of(const http::Request& request) { return {request.remote_address, request.id}; }

SessionLimits session_limits(const Config& config) { return {config.session_idle, config.session_lifetime}; }

SignInLimits sign_in_limits(const Config& config) {
  return {config.sign_in_window, config.account_failures, config.address_failures};
}

PasswordCost password_cost(const Config& config) { return {config.password_memory_kib, config.password_passes}; }

}  // namespace latchkey::auth
