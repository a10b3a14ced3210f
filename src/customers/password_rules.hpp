// Which passwords customers may have.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace latchkey::customers {

// What is wrong with the password, as a whole sentence; nothing when it may be taken: 7 to 128 characters of valid
// UTF-8 without control characters, among them a letter and a digit. Any other could not be typed at sign-in, or would
// not be taken by the API.
[[nodiscard]] std::optional<std::string> find_password_problem(std::string_view password);

}  // namespace latchkey::customers
