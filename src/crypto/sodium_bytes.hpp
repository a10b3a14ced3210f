// What the files that call libsodium share.
#pragma once
#include <string>
#include <string_view>

namespace latchkey::crypto {

// libsodium reads and writes unsigned bytes, we keep them in strings.
inline const unsigned char* as_bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
inline unsigned char* as_bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// Makes libsodium ready at the first call; throws Unavailable when the system has no random numbers.
void start_sodium();

}  // namespace latchkey::crypto
