// Any bytes a server may send as an answer of the MT5 Web API.
#include <algorithm>

#include "fuzz/expect.hpp"
#include "trading/mt5/mt5_reply.hpp"

void latchkey::fuzz::check_input(std::string_view input) {
  using namespace latchkey::trading;
  const auto reply = parse_mt5_reply(input);
  if (!reply) return;
  const auto account = parse_mt5_account(*reply);
  expect(!account || account->login != 0, "an account has a login");
  if (const auto accounts = parse_mt5_accounts(*reply)) {
    for (const auto& entry : *accounts) expect(entry.login != 0, "every account has a login");
  }
  static_cast<void>(parse_mt5_logins(*reply));
  static_cast<void>(parse_mt5_group(*reply));
  const auto failure = make_mt5_failure(*reply);
  expect(std::ranges::all_of(failure.detail, [](char c) { return c >= ' ' && c <= '~'; }),
         "a failure's text is printable");
  expect(failure.code.size() <= 64, "a failure's code fits its column");
}
