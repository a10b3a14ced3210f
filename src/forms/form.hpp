// Reading a request that a form has sent.
#pragma once
#include <string>
#include <string_view>

#include "attempts/attempt_log.hpp"
#include "base/percent.hpp"
#include "http/request.hpp"

namespace latchkey::forms {

// The body is there and is of the type that browsers send forms with.
[[nodiscard]] bool is_whole_form(const http::Request& request);

// The field's value; empty when it is absent.
[[nodiscard]] std::string text_of(const FormFields& fields, std::string_view name);

// What is wrong with a form or a query, for the page that says so.
[[nodiscard]] std::string_view problem_text(FormProblem problem);

[[nodiscard]] attempts::Visitor visitor_of(const http::Request& request);

}  // namespace latchkey::forms
