#include "customers/deposits/amount.hpp"

#include <algorithm>

namespace latchkey::customers {
namespace {

constexpr std::size_t digits_before = 14;
constexpr std::size_t digits_behind = 8;
constexpr std::size_t longest = 64;  // with leading zeros

bool are_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::optional<std::string> parse_amount(std::string_view text) {
  if (text.size() > longest) return std::nullopt;
  const auto point = text.find('.');
  std::string_view before = text.substr(0, point);
  if (!are_digits(before)) return std::nullopt;
  before.remove_prefix(std::min(before.find_first_not_of('0'), before.size() - 1));
  if (before.size() > digits_before) return std::nullopt;
  if (point == std::string_view::npos) return std::string(before);
  const std::string_view behind = text.substr(point + 1);
  if (!are_digits(behind) || behind.size() > digits_behind) return std::nullopt;
  return std::string(before) + "." + std::string(behind);
}

std::string shortest_amount(std::string_view amount) {
  if (amount.find('.') == std::string_view::npos) return std::string(amount);
  amount = amount.substr(0, amount.find_last_not_of('0') + 1);
  if (amount.ends_with('.')) amount.remove_suffix(1);
  return std::string(amount);
}

bool is_zero(std::string_view amount) { return shortest_amount(amount) == "0"; }

}  // namespace latchkey::customers
