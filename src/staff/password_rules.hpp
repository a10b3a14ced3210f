// Which passwords staff may not have (OWASP ASVS 2.1.7): those that everybody tries first.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace latchkey::staff {

// What is wrong, as a whole sentence: one of the most common passwords (whatever its case, with digits and signs before
// and after it), a short piece over and over, a run along the keyboard or the alphabet, or one of `own` (the user's
// e-mail and names, the product's name) with nothing but digits and signs around it. Says nothing about the length.
[[nodiscard]] std::optional<std::string> find_password_problem(std::string_view password,
                                                               const std::vector<std::string>& own);

}  // namespace latchkey::staff
