// Which passwords customers may have.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace latchkey::customers {

struct PasswordProblem {
  std::string_view code;
  std::string_view message;  // a whole sentence
};

// All that is wrong with the password's length and strength: more than six characters and at most 128, among them a
// letter and a digit.
[[nodiscard]] std::vector<PasswordProblem> find_password_problems(std::string_view password);

// The first thing that is wrong with the password, as a whole sentence; nothing when it may be taken: 7 to 128
// characters of valid UTF-8 without control characters, among them a letter and a digit. Any other could not be typed
// at sign-in, or would not be taken by the API.
[[nodiscard]] std::optional<std::string> find_password_problem(std::string_view password);

}  // namespace latchkey::customers
