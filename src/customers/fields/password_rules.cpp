#include "customers/fields/password_rules.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace latchkey::customers {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::vector<PasswordProblem> find_password_problems(std::string_view password) {
  static constexpr std::size_t shortest = 7;
  static constexpr std::size_t longest = 128;
  const std::size_t characters = count_characters(password);
  const bool is_strong = std::ranges::any_of(password, is_letter) && std::ranges::any_of(password, is_digit);
  std::vector<PasswordProblem> problems;
  if (characters < shortest) problems.push_back({"too_short", "More than six characters."});
  if (characters > longest) problems.push_back({"too_long", "At most 128 characters."});
  if (!is_strong) problems.push_back({"too_weak", "At least one letter and one digit."});
  return problems;
}

std::optional<std::string> find_password_problem(std::string_view password) {
  if (!is_valid_utf8(password) || has_control_characters(password)) return "It has characters that cannot be typed.";
  const auto problems = find_password_problems(password);
  return problems.empty() ? std::nullopt : std::optional(std::string(problems.front().message));
}

}  // namespace latchkey::customers
