#include "forms/form.hpp"

#include "base/utf8.hpp"

namespace latchkey::forms {

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

attempts::Visitor visitor_of(const http::Request& request) { return {request.remote_address, request.id}; }

}  // namespace latchkey::forms
