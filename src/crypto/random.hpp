#pragma once
#include <cstddef>
#include <string>

namespace latchkey::crypto {

// From libsodium's generator. Throws Unavailable when the system has no random numbers.
[[nodiscard]] std::string make_random_bytes(std::size_t count);

}  // namespace latchkey::crypto
