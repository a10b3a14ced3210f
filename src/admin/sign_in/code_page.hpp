// The page that asks for the code of the second factor, after the password and before everything else; and the check of
// a code, which the own profile makes too.
#pragma once
#include <optional>
#include <string>

#include "admin/parts/form.hpp"
#include "admin/parts/visit.hpp"
#include "http/response.hpp"

namespace latchkey::admin {

// The only page that a session gets until it has shown a code, with a way out of the sign-in. 200.
[[nodiscard]] http::Response ask_for_code(const Visit& visit);
// POST /admin/code. 303 to the page that was asked for, with a new session in place of this one; 401 for a code that is
// not right.
[[nodiscard]] http::Response sign_in_with_code(const Visit& visit);

// POST /admin/code/passkey. The same with a passkey of the user's.
[[nodiscard]] http::Response sign_in_with_own_passkey(const Visit& visit);

[[nodiscard]] Field code_field();

// Spends the code that was typed into the field: nothing when it was right, else what to say beside it.
[[nodiscard]] std::optional<std::string> find_code_problem(const Visit& visit, const std::string& field);

}  // namespace latchkey::admin
