// Answers of an MT4 server in its web mode: lines that end in CR LF, the last of them `end`. Pure; any bytes may come.
#pragma once
#include <cstdint>
#include <string_view>

#include "trading/platforms/outcome.hpp"

namespace latchkey::trading {

// Whether the last whole line is `end`: nothing more will come.
[[nodiscard]] bool is_complete_mt4_reply(std::string_view bytes);

// What the answer to NEWACCOUNT means. The exact texts are the WebRegistration plug-in's; modified plug-ins add hints
// in brackets. An incomplete answer is unclear, an empty or unknown one too: a server that does not know us (wrong
// address, no plug-in) may close without a word, and so may one that dies after it has opened the account.
[[nodiscard]] Result<std::uint64_t> parse_mt4_new_account(std::string_view bytes);

// What the answer to USERINFO means: refused_for_good with mt4_wrong_password when the server says Invalid or Disabled.
[[nodiscard]] Result<Done> parse_mt4_user_info(std::string_view bytes, std::uint64_t login);

}  // namespace latchkey::trading
