// Any bytes a server may send as an answer to NEWACCOUNT and USERINFO.
#include "fuzz/expect.hpp"
#include "trading/mt4/mt4_reply.hpp"

void latchkey::fuzz::check_input(std::string_view input) {
  using namespace latchkey::trading;
  const auto result = parse_mt4_new_account(input);
  if (const auto* login = std::get_if<std::uint64_t>(&result)) {
    expect(*login != 0, "a new account has a login");
    expect(is_complete_mt4_reply(input), "only a whole reply opens an account");
  }
  static_cast<void>(parse_mt4_user_info(input, 7001));
}
