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

// Where the last code point of `text` begins.
std::size_t last_start(std::string_view text) {
  std::size_t start = text.size() - 1;
  while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xc0U) == 0x80) --start;
  return start;
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

std::u32string decode_utf8(std::string_view text) {
  static constexpr char32_t replacement = 0xfffd;
  std::u32string decoded;
  decoded.reserve(text.size());
  while (!text.empty()) {
    const auto first = decode_first(text).value_or(Decoded{replacement, 1});
    decoded += first.value;
    text.remove_prefix(first.length);
  }
  return decoded;
}

bool is_blank(char32_t c) {
  return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 || c == 0x180e ||
         (c >= 0x2000 && c <= 0x200b) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x2060 ||
         c == 0x3000 || c == 0xfeff;
}

bool is_direction_mark(char32_t c) {
  return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

std::string_view trim(std::string_view text) {
  const auto is_trimmed = [](const std::optional<Decoded>& c) {
    return c && (is_blank(c->value) || is_direction_mark(c->value));
  };
  while (!text.empty()) {
    const auto first = decode_first(text);
    if (!is_trimmed(first)) break;
    text.remove_prefix(first->length);
  }
  while (!text.empty()) {
    const std::string_view last = text.substr(last_start(text));
    const auto decoded = decode_first(last);
    if (!is_trimmed(decoded) || decoded->length != last.size()) break;
    text.remove_suffix(last.size());
  }
  return text;
}

std::string lower_ascii(std::string_view text) { return map_ascii(text, 'A', 'a'); }

std::string upper_ascii(std::string_view text) { return map_ascii(text, 'a', 'A'); }

}  // namespace latchkey
