// UUID version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then random bits, so that keys grow with time.
#pragma once
#include <array>
#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace latchkey {

class Uuid {
 public:
  static constexpr std::size_t size = 16;

  // A new identifier from the wall clock and getrandom(2).
  [[nodiscard]] static Uuid make();

  // Takes the form of 36 characters, in lower or upper case, and nothing else.
  [[nodiscard]] static std::optional<Uuid> parse(std::string_view text);

  // The 16 bytes of a BINARY(16) column; anything but 16 bytes throws std::invalid_argument.
  [[nodiscard]] static Uuid from_bytes(std::string_view bytes);

  [[nodiscard]] std::string bytes() const;
  [[nodiscard]] std::string text() const;  // lower case

  friend auto operator<=>(const Uuid&, const Uuid&) = default;  // NOLINT(modernize-use-nullptr): clang-tidy 14 is wrong

 private:
  std::array<unsigned char, size> bytes_{};
};

}  // namespace latchkey
