// Which passwords staff may have (OWASP ASVS 2.1), in the admin area and on the command line.
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

// Whose password it is to be, and for what.
struct PasswordOwner {
  std::string email;
  std::string first_name;
  std::string last_name;
  std::string site_name;
  std::string base_url;
};

// The one rule for staff: 12 to 128 characters of valid UTF-8 without control characters, and nothing that
// find_password_problem() finds. What is wrong, as a whole sentence, or nothing.
[[nodiscard]] std::optional<std::string> check_staff_password(std::string_view password, const PasswordOwner& owner);

}  // namespace latchkey::staff
