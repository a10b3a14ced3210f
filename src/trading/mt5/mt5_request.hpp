// Requests of the MT5 Web API that carry a customer's data.
//
// Lengths are in UTF-16 units. The server cuts what is too long without a word, so every text is checked or cut here.
// The protocol wants a backslash before `=`, `|` and `\`; whether that holds in JSON too is not known, so these three
// and control characters are kept out of personal data.
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
  std::string investor_password;  // shows the account, but cannot trade
  std::string tag;                // goes into Comment, by which the account is found again
};

// Main: trades. Investor: shows the account, but cannot trade.
struct Mt5Password {
  enum class Kind { main, investor } kind = Kind::main;
  std::string text;
};

// The value that MetaQuotes' own PHP library sends: 1 enabled, 2 may change the password, 0x20 trailing stops, 0x40
// expert advisors, 0x80, 0x100 reports. It is always sent: what the server takes without it is not documented, and an
// account without bit 1 cannot sign in.
inline constexpr std::uint64_t mt5_rights = 0x1E3;

// The JSON body of /api/user/add. Name and phone are made to fit; an e-mail that does not fit is left out, since a cut
// one would be another person's. A problem when the group, the tag, a password or the leverage would not arrive
// unchanged.
[[nodiscard]] std::variant<std::string, ValueProblem> make_mt5_user_add(const Mt5NewAccount& account);

// Whether `group` is the name of one group: not empty, at most 63 units, without `, * !` (which make lists and masks of
// groups), `= |` and control characters.
[[nodiscard]] bool is_mt5_group_name(std::string_view group);

// Whether it is 8 to 15 characters of printable ASCII, with a lower-case and an upper-case letter, a digit and another
// character, but without `= | \ & % +` and spaces.
[[nodiscard]] bool is_mt5_password(std::string_view password);

// The text with a space in place of each `= | \` and control character, cut to at most `units` UTF-16 units.
[[nodiscard]] std::string fit_mt5_text(std::string_view text, std::size_t units);

}  // namespace latchkey::trading
