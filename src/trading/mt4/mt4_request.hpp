// NEWACCOUNT, the text command of MetaQuotes' WebRegistration plug-in for MT4 servers (version 1.60). Pure.
//
// The plug-in takes the first occurrence of `KEY=` anywhere in the line and reads up to the next `|`; nothing can be
// escaped. A value with `|`, `=` or a line end would cut or hijack another field, and what is longer than the server's
// record is cut without a word. The order of the fields matters: PASSWORD has to stand before PHONE_PASSWORD.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "trading/mt4/code_page.hpp"
#include "trading/platforms/outcome.hpp"

namespace latchkey::trading {

struct Mt4NewAccount {
  std::string master_password = {};  // Mt4Client puts in that of its settings
  std::string customer_address;   // the customer's own: the plug-in lets each one through once a minute
  std::uint64_t group_index = 0;  // from 1, counting the non-empty groups of the plug-in's settings
  std::string name;
  std::string email;
  std::string phone;
  std::uint64_t leverage = 100;
  std::string password;
  std::string investor_password;
  std::string tag;  // goes into COMMENT and ID
};

// A full record has about 900 bytes, and the length of the server's buffer is not documented.
inline constexpr std::size_t longest_mt4_line_bytes = 1000;

// The whole of what is written to the connection: the web mode's `W`, the command, QUIT. A problem: a value that would
// not arrive as it is and must (code value_…).
[[nodiscard]] std::variant<std::string, ValueProblem> make_mt4_new_account(const Mt4NewAccount& account,
                                                                           const CodePage& page);

// The address in the plug-in's terms, dotted IPv4 in at most 15 characters. An IPv6 customer gets a stand-in from
// 240.0.0.0/4, which is nobody's, made from his /64 network: the plug-in only compares addresses with one another.
// Empty when `address` is no IP address.
[[nodiscard]] std::string make_mt4_address(std::string_view address);

// A NEWACCOUNT that no plug-in takes, for asking whether it answers us at all: its group, name, password and leverage
// are wrong. The stock plug-in looks at the master password first, then at the group, and says `invalid data` to both.
[[nodiscard]] std::variant<std::string, ValueProblem> make_mt4_probe(std::string_view master_password);

// 1 to 31 characters of printable ASCII without `|` and `=`.
[[nodiscard]] bool is_mt4_master_password(std::string_view password);

// USERINFO, a command of the server itself: whether an account and its password are real. Empty when the password could
// not be sent as it is.
[[nodiscard]] std::string make_mt4_user_info(std::uint64_t login, std::string_view password);

// 5 to 15 characters of printable ASCII without `|`, `=` and spaces, and of two classes at least. The plug-in counts
// digits, lower-case and upper-case letters as one each and anything else as two.
[[nodiscard]] bool is_mt4_password(std::string_view password);

}  // namespace latchkey::trading
