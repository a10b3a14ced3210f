#include "crypto/random.hpp"

#include <sodium.h>

#include "base/unavailable.hpp"
#include "crypto/sodium_bytes.hpp"

namespace latchkey::crypto {

void start_sodium() {
  static const int started = sodium_init();
  if (started < 0) throw Unavailable("libsodium has no random numbers");
}

std::string make_random_bytes(std::size_t count) {
  start_sodium();
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), count);
  return bytes;
}

}  // namespace latchkey::crypto
