#include "base/uuid.hpp"

#include <sys/random.h>

#include <chrono>
#include <stdexcept>

namespace latchkey {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

std::optional<unsigned> hex_value(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

constexpr bool is_dash_position(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

}  // namespace

Uuid Uuid::make() {
  Uuid id;
  if (::getrandom(id.bytes_.data(), size, 0) != static_cast<ssize_t>(size))
    throw std::runtime_error("getrandom failed");
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  auto milliseconds =
      static_cast<unsigned long long>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
  for (std::size_t i = 6; i-- > 0; milliseconds >>= 8U)
    id.bytes_.at(i) = static_cast<unsigned char>(milliseconds & 0xffU);
  id.bytes_[6] = static_cast<unsigned char>((id.bytes_[6] & 0x0fU) | 0x70U);
  id.bytes_[8] = static_cast<unsigned char>((id.bytes_[8] & 0x3fU) | 0x80U);
  return id;
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Uuid id;
  std::size_t digit = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_dash_position(i)) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const auto value = hex_value(text[i]);
    if (!value) return std::nullopt;
    auto& byte = id.bytes_.at(digit / 2);
    byte = static_cast<unsigned char>(digit % 2 == 0 ? *value << 4U : byte | *value);
    ++digit;
  }
  return id;
}

Uuid Uuid::from_bytes(std::string_view bytes) {
  if (bytes.size() != size) throw std::invalid_argument("a UUID has 16 bytes");
  Uuid id;
  for (std::size_t i = 0; i < size; ++i) id.bytes_.at(i) = static_cast<unsigned char>(bytes[i]);
  return id;
}

std::string Uuid::bytes() const { return {bytes_.begin(), bytes_.end()}; }

std::string Uuid::text() const {
  std::string result;
  for (const unsigned char byte : bytes_) {
    if (is_dash_position(result.size())) result += '-';
    result += hex_digits[byte >> 4U];
    result += hex_digits[byte & 15U];
  }
  return result;
}

}  // namespace latchkey
