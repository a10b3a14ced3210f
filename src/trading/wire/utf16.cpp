#include "trading/wire/utf16.hpp"

#include "base/utf8.hpp"

namespace latchkey::trading {
namespace {

std::size_t sequence_length(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  if (byte < 0x80) return 1;
  if (byte < 0xe0) return 2;
  return byte < 0xf0 ? 3 : 4;
}

char32_t decode(std::string_view sequence) {
  const auto lead = static_cast<unsigned char>(sequence.front());
  if (sequence.size() == 1) return lead;
  char32_t point = lead & (0xffU >> (sequence.size() + 1));
  for (const char c : sequence.substr(1)) point = point << 6U | (static_cast<unsigned char>(c) & 0x3fU);
  return point;
}

}  // namespace

std::optional<std::u16string> utf16_from_utf8(std::string_view text) {
  if (!is_valid_utf8(text)) return std::nullopt;
  std::u16string units;
  while (!text.empty()) {
    const std::size_t length = sequence_length(text.front());
    const char32_t point = decode(text.substr(0, length));
    text.remove_prefix(length);
    if (point < 0x10000) {
      units += static_cast<char16_t>(point);
    } else {
      units += static_cast<char16_t>(0xd800U + ((point - 0x10000U) >> 10U));
      units += static_cast<char16_t>(0xdc00U + ((point - 0x10000U) & 0x3ffU));
    }
  }
  return units;
}

std::string_view cut_to_utf16_units(std::string_view text, std::size_t units) {
  std::size_t end = 0;
  while (end < text.size()) {
    const std::size_t length = sequence_length(text[end]);
    const std::size_t needed = length == 4 ? 2 : 1;
    if (needed > units) break;
    units -= needed;
    end += length;
  }
  return text.substr(0, end);
}

std::string_view first_character(std::string_view text) { return text.substr(0, sequence_length(text.front())); }

}  // namespace latchkey::trading
