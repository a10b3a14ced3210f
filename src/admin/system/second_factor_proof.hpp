// What somebody who is signed in shows again before a second factor of his is added or removed: a code of the app that
// he has, else one of his passkeys or a recovery code, and the password where he has no factor yet.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "admin/parts/form.hpp"
#include "admin/parts/visit.hpp"
#include "http/response.hpp"

namespace latchkey::admin {

// Adds the field, and the ceremony of a passkey.
void add_proof(const Visit& visit, Form& form);
[[nodiscard]] std::string proof_name(const Visit& visit);  // of that field

// Checks what was sent with it, and spends a code: nothing when it was right, else what to say beside the field.
[[nodiscard]] std::optional<std::string> find_proof_problem(const Visit& visit);

// The same for the password alone, typed into a field of this name.
[[nodiscard]] std::optional<std::string> find_password_problem(const Visit& visit, const std::string& field);

// The page with the recovery codes of a factor that has just been added; they are shown this once. 200.
[[nodiscard]] http::Response show_recovery_codes(const Visit& visit, std::string_view title, std::string_view text,
                                                 const std::vector<std::string>& codes);

}  // namespace latchkey::admin
