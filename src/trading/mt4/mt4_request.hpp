// NEWACCOUNT, the text command of MetaQuotes' WebRegistration plug-in for MT4 servers (version 1.60).
//
// The plug-in takes the first `KEY=` anywhere in the line and reads up to the next `|`; nothing can be escaped. A value
// with `|`, `=` or a line end would cut off another field or be read as one, and the server cuts what is longer than
// its record without a word. The order of the fields matters: PASSWORD has to stand before PHONE_PASSWORD.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "trading/mt4/code_page.hpp"
#include "trading/platforms/outcome.hpp"

namespace latchkey::trading {

struct Mt4NewAccount {
  std::string master_password = {};   // Mt4Client puts in that of its settings
  std::string customer_id;            // tells customers apart whose address is not known
  std::string customer_address = {};  // the customer's own, or empty: the plug-in lets each one through once a minute
  std::uint64_t group_index = 0;      // from 1, counting the non-empty groups of the plug-in's settings
  std::string name;
  std::string email;
  std::string phone;
  std::uint64_t leverage = 100;
  std::string password;
  std::string investor_password;
  std::string tag;  // goes into COMMENT and ID
};

// The length of the server's buffer is not documented; a line with every field full has about 900 bytes.
inline constexpr std::size_t longest_mt4_line_bytes = 1000;

// All that is written to the connection: the web mode's `W`, the command, and QUIT. A problem (code value_…) when a
// value that has to arrive unchanged would not.
[[nodiscard]] std::variant<std::string, ValueProblem> make_mt4_new_account(const Mt4NewAccount& account,
                                                                           const CodePage& page);

// The address as the plug-in takes it: IPv4 with dots. For an IPv6 address it is one of 240.0.0.0/4, which belongs to
// nobody, made from the customer's /64 network; without an address it is one made from `customer`, anything that is the
// customer's own. That is enough, since the plug-in only compares addresses with one another.
[[nodiscard]] std::string make_mt4_address(std::string_view address, std::string_view customer);

// A NEWACCOUNT that no plug-in carries out, since its group, name, password and leverage are wrong: for asking whether
// the plug-in answers this machine at all. MetaQuotes' own plug-in looks at the master password first and at the group
// next, and says `invalid data` when either is wrong.
[[nodiscard]] std::variant<std::string, ValueProblem> make_mt4_probe(std::string_view master_password);

// Whether it is 1 to 31 characters of printable ASCII without `|` and `=`.
[[nodiscard]] bool is_mt4_master_password(std::string_view password);

// USERINFO, a command of the server itself: whether the account exists and has this password. Empty when the password
// would not arrive unchanged.
[[nodiscard]] std::string make_mt4_user_info(std::uint64_t login, std::string_view password);

// Whether the plug-in takes it as an account's password: 5 to 15 characters of printable ASCII without `|`, `=` and
// spaces, of at least two classes. Digits, lower-case and upper-case letters are one class each; any other character
// counts as two.
[[nodiscard]] bool is_mt4_password(std::string_view password);

}  // namespace latchkey::trading
