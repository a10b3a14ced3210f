// What somebody who is signed in shows again before a second factor of his is added or removed: a code of the app that
// he has, else the password.
#pragma once
#include <optional>
#include <string>

#include "admin/frame/form.hpp"
#include "admin/frame/visit.hpp"

namespace latchkey::admin {

[[nodiscard]] Field proof_field(const Visit& visit);
[[nodiscard]] std::string proof_name(const Visit& visit);  // of that field

// Checks what was typed into it, and spends a code: nothing when it was right, else what to say beside the field.
[[nodiscard]] std::optional<std::string> find_proof_problem(const Visit& visit);

// The same for the password alone, typed into a field of this name.
[[nodiscard]] std::optional<std::string> find_password_problem(const Visit& visit, const std::string& field);

}  // namespace latchkey::admin
