#include "base/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace latchkey {
namespace {

struct Decoded {
  char32_t value;
  std::size_t length;
};

std::optional<Decoded> decode_first(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const std::uint32_t first = byte(0);
  if (first < 0x80) return Decoded{first, 1};
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return std::nullopt;
  std::uint32_t value = first & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0U) != 0x80) return std::nullopt;
    value = (value << 6U) | (byte(i) & 0x3fU);
  }
  static constexpr std::array<std::uint32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  if (value < smallest.at(length) || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return std::nullopt;
  return Decoded{value, length};
}

bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069);
}

std::string map_ascii(std::string_view text, char from, char to) {
  std::string result(text);
  std::ranges::transform(result, result.begin(),
                         [&](char c) { return c >= from && c <= from + 25 ? static_cast<char>(c - from + to) : c; });
  return result;
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto decoded = decode_first(text);
    if (!decoded) return false;
    text.remove_prefix(decoded->length);
  }
  return true;
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }));
}

bool has_control_characters(std::string_view text) {
  while (!text.empty()) {
    const auto decoded = decode_first(text);
    if (!decoded || is_control(decoded->value)) return true;
    text.remove_prefix(decoded->length);
  }
  return false;
}

std::string_view trim(std::string_view text) {
  static constexpr std::array<std::string_view, 9> blanks{" ",  "\t",       "\n",           "\r",          "\v",
                                                          "\f", "\xc2\xa0", "\xe3\x80\x80", "\xef\xbb\xbf"};
  const auto strip = [&](auto matches, auto remove) {
    for (bool again = true; again;) {
      again = false;
      for (const auto blank : blanks) {
        if (matches(blank)) {
          remove(blank.size());
          again = true;
        }
      }
    }
  };
  strip([&](auto blank) { return text.starts_with(blank); }, [&](auto n) { text.remove_prefix(n); });
  strip([&](auto blank) { return text.ends_with(blank); }, [&](auto n) { text.remove_suffix(n); });
  return text;
}

std::string lower_ascii(std::string_view text) { return map_ascii(text, 'A', 'a'); }

std::string upper_ascii(std::string_view text) { return map_ascii(text, 'a', 'A'); }

}  // namespace latchkey
