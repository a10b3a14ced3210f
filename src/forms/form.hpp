// Reading a request that a form has sent.
#pragma once
#include <string>
#include <string_view>
#include <variant>

#include "attempts/attempt_log.hpp"
#include "base/percent.hpp"
#include "http/request.hpp"

namespace latchkey::forms {

// Why nothing is done with a form or a query.
enum class FormFault {
  not_whole,      // the body was cut off or too large, or is not of the type that browsers send forms with
  unreadable,     // see FormProblem::malformed
  repeated_name,  // see FormProblem::repeated_name
  forged,         // another site has made the browser send it; see forgery.hpp
};

// For the page that tells it, as the end of a sentence.
[[nodiscard]] std::string_view fault_text(FormFault fault);

using Form = std::variant<FormFields, FormFault>;

// The fields of a POST. Whether it comes from our own page is not asked here.
[[nodiscard]] Form read_form(const http::Request& request);

// The fields of the address.
[[nodiscard]] Form read_query(const http::Request& request);

// The field's value; empty when it is absent.
[[nodiscard]] std::string text_of(const FormFields& fields, std::string_view name);

[[nodiscard]] attempts::Visitor visitor_of(const http::Request& request);

}  // namespace latchkey::forms
