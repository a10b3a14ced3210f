// Any bytes a server may send as an answer to NEWACCOUNT and USERINFO. Built with clang's libFuzzer, see
// tests/fuzz/run.
#include <cstdint>

#include "trading/mt4/mt4_reply.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace latchkey::trading;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto result = parse_mt4_new_account(bytes);
  const auto* login = std::get_if<std::uint64_t>(&result);
  if (login != nullptr && (*login == 0 || !is_complete_mt4_reply(bytes))) __builtin_trap();
  static_cast<void>(parse_mt4_user_info(bytes, 7001));
  return 0;
}
