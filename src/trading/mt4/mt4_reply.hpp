// Answers of an MT4 server in its web mode: lines that end in CR LF, the last of which is `end`. These functions take
// any bytes.
#pragma once
#include <cstdint>
#include <string_view>

#include "trading/platforms/outcome.hpp"

namespace latchkey::trading {

// Whether the last whole line is `end`, after which nothing more comes.
[[nodiscard]] bool is_complete_mt4_reply(std::string_view bytes);

// What the answer to NEWACCOUNT means: the login, or a failure. The texts are those of the WebRegistration plug-in;
// modified plug-ins add hints in brackets. An answer that is incomplete, empty or unknown is unclear: a server that
// does not know this machine (wrong address, no plug-in) may close the connection without a word, but so may one that
// dies after it has opened the account.
[[nodiscard]] Result<std::uint64_t> parse_mt4_new_account(std::string_view bytes);

// What the answer to USERINFO means. When the server says Invalid or Disabled the failure is refused_for_good, with the
// code mt4_wrong_password.
[[nodiscard]] Result<Done> parse_mt4_user_info(std::string_view bytes, std::uint64_t login);

}  // namespace latchkey::trading
