// The entry that libFuzzer calls.
#include <cstddef>
#include <cstdint>

#include "fuzz/expect.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  latchkey::fuzz::check_input({reinterpret_cast<const char*>(data), size});
  return 0;
}
