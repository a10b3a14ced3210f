// What Latchkey makes for each account: passwords that MetaTrader takes, and the tag by which the account is found
// again.
#pragma once
#include <cstddef>
#include <string>

#include "base/uuid.hpp"

namespace latchkey::trading {

inline constexpr std::size_t platform_password_length = 14;

// 14 characters, among them a lower-case and an upper-case letter, two digits and one of `! @ # $ * - _ .`, but none
// that is easily mistaken for another (0 O o, 1 l I). Meets the rules of MetaTrader 5 and MetaTrader 4. About 77 bits.
[[nodiscard]] std::string make_platform_password();

// `lk` and 20 characters a-z and 2-7 (100 bits), which nothing else in an account's comment looks like. An account
// always has the same one, so that it can be looked for when the database has lost the row that held it.
[[nodiscard]] std::string make_account_tag(const Uuid& account);

}  // namespace latchkey::trading
