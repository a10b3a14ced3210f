// What an account gets of our making: passwords that MetaTrader takes, and the tag by which it is found again.
#pragma once
#include <cstddef>
#include <string>

namespace latchkey::trading {

inline constexpr std::size_t platform_password_length = 14;

// 14 characters with a lower-case and an upper-case letter, two digits and one of `! @ # $ * - _ .`; none that are
// mistaken for one another (0 O o, 1 l I). Meets MetaTrader 5's and MetaTrader 4's rules. About 77 bits.
[[nodiscard]] std::string make_platform_password();

// 20 characters a-z and 2-7 (100 bits) after `lk`: nothing else in a comment looks like it.
[[nodiscard]] std::string make_account_tag();

}  // namespace latchkey::trading
