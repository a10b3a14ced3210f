// Amounts of money as text, so that none is ever rounded.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace latchkey::customers {

// `250.00`: digits with at most one point between them, at most 14 before it and 8 behind, without sign and exponent.
// The text without leading zeros; nothing for any other form.
[[nodiscard]] std::optional<std::string> parse_amount(std::string_view text);

// The shortest text of the same amount: `250` for `250.00`. `amount` as parse_amount() gives it.
[[nodiscard]] std::string shortest_amount(std::string_view amount);

[[nodiscard]] bool is_zero(std::string_view amount);

}  // namespace latchkey::customers
