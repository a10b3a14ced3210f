// Any bytes a server may send as an answer of the MT5 Web API. Built with clang's libFuzzer, see tests/fuzz/run.
#include <cstdint>

#include "trading/mt5/mt5_reply.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace latchkey::trading;
  const auto reply = parse_mt5_reply({reinterpret_cast<const char*>(data), size});
  if (!reply) return 0;
  const auto account = parse_mt5_account(*reply);
  if (account && account->login == 0) __builtin_trap();
  if (const auto accounts = parse_mt5_accounts(*reply)) {
    for (const auto& entry : *accounts) {
      if (entry.login == 0) __builtin_trap();
    }
  }
  static_cast<void>(parse_mt5_logins(*reply));
  static_cast<void>(parse_mt5_group(*reply));
  const auto failure = make_mt5_failure(*reply);
  for (const char c : failure.detail) {
    if (c < ' ' || c > '~') __builtin_trap();
  }
  if (failure.code.size() > 64) __builtin_trap();
  return 0;
}
