// Requests of the MT5 Web API that carry a customer's data, in the server's terms. Pure.
//
// Lengths are UTF-16 units. The server cuts what is longer without a word, so everything is checked or cut here. Before
// `=`, `|` and `\` the protocol wants a backslash, and whether that holds inside JSON is not known: these three and
// control characters are kept out of personal data.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "trading/platforms/outcome.hpp"

namespace latchkey::trading {

struct Mt5NewAccount {
  std::string group;  // as the server names it, e.g. demo\forex-usd
  std::string name;
  std::string email;
  std::string phone;
  std::uint64_t leverage = 100;
  std::string password;           // the customer's ("main")
  std::string investor_password;  // for looking only
  std::string tag;                // goes into Comment, by which the account is found again
};

// 1 enabled, 2 may change the password, 0x20 trailing stops, 0x40 expert advisors, 0x80, 0x100 reports: the value that
// MetaQuotes' own PHP library sends. Always sent, since the default without it is not documented and an account
// without bit 1 cannot sign in.
inline constexpr std::uint64_t mt5_rights = 0x1E3;

// The JSON body of /api/user/add. Name, e-mail and phone are made to fit (an e-mail that does not fit is left out, as a
// cut one would be somebody else's). A problem: group, tag, password or leverage that would not arrive as it is.
[[nodiscard]] std::variant<std::string, ValueProblem> make_mt5_user_add(const Mt5NewAccount& account);

// Whether `group` is one group's name: not empty, at most 63 units, none of `, * !` (lists and masks), `= |` or
// controls.
[[nodiscard]] bool is_mt5_group_name(std::string_view group);

// 8 to 15 characters of printable ASCII with a lower-case and an upper-case letter, a digit and another character, but
// none of `= | \ & % +` and no space.
[[nodiscard]] bool is_mt5_password(std::string_view password);

// `text` with `= | \` and control characters replaced by a space, at most `units` UTF-16 units long.
[[nodiscard]] std::string fit_mt5_text(std::string_view text, std::size_t units);

}  // namespace latchkey::trading
