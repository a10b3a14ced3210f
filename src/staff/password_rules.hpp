// Which passwords staff may not have (OWASP ASVS 2.1.7): those that everybody tries first.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace latchkey::staff {

// What is wrong with the password, as a whole sentence; nothing when it may be taken. These are refused: one of the
// most common passwords, whatever its case and the digits and signs around it; a short piece over and over; a run along
// the keyboard or the alphabet; and one of `own` (the user's e-mail and names, the product's name) with nothing but
// digits and signs around it. The length is not looked at.
[[nodiscard]] std::optional<std::string> find_password_problem(std::string_view password,
                                                               const std::vector<std::string>& own);

}  // namespace latchkey::staff
