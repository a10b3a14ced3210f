#include "forms/form.hpp"

#include "base/utf8.hpp"

namespace latchkey::forms {
namespace {

bool is_whole(const http::Request& request) {
  const auto type = std::string_view(request.content_type).substr(0, request.content_type.find(';'));
  return request.body_state == http::BodyState::complete &&
         lower_ascii(trim(type)) == "application/x-www-form-urlencoded";
}

Form read(std::string_view text) {
  auto parsed = parse_form(text);
  if (auto* fields = std::get_if<FormFields>(&parsed)) return std::move(*fields);
  return std::get<FormProblem>(parsed) == FormProblem::repeated_name ? FormFault::repeated_name : FormFault::unreadable;
}

}  // namespace

std::string_view fault_text(FormFault fault) {
  switch (fault) {
    case FormFault::not_whole:
      return "the form did not arrive whole";
    case FormFault::unreadable:
      return "it has characters that cannot be read";
    case FormFault::repeated_name:
      return "a parameter stands in it twice";
    case FormFault::forged:
      return "it did not come from our own page";
  }
  return "";
}

Form read_form(const http::Request& request) {
  return is_whole(request) ? read(request.body) : Form(FormFault::not_whole);
}

Form read_query(const http::Request& request) { return read(request.query); }

std::string text_of(const FormFields& fields, std::string_view name) {
  const auto* value = find_field(fields, name);
  return value == nullptr ? std::string() : *value;
}

attempts::Visitor visitor_of(const http::Request& request) { return {request.remote_address, request.id}; }

}  // namespace latchkey::forms
