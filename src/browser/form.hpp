// What the services with forms share: reading a form's request, and the limits of the configuration.
#pragma once
#include <string>
#include <string_view>

#include "auth/password_proof.hpp"
#include "auth/session_store.hpp"
#include "base/percent.hpp"
#include "config/config.hpp"
#include "http/request.hpp"

namespace latchkey::auth {

// The body is there and is of the type that browsers send forms with.
[[nodiscard]] bool is_whole_form(const http::Request& request);

// The field's value; empty when it is absent.
[[nodiscard]] std::string text_of(const FormFields& fields, std::string_view name);

// What is wrong with a form or a query, for the page that says so.
[[nodiscard]] std::string_view problem_text(FormProblem problem);

[[nodiscard]] Visitor visitor_of(const http::Request& request);

[[nodiscard]] SessionLimits session_limits(const Config& config);
[[nodiscard]] SignInLimits sign_in_limits(const Config& config);
[[nodiscard]] PasswordCost password_cost(const Config& config);

}  // namespace latchkey::auth
