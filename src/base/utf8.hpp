// UTF-8 as the Unicode Standard defines it (table 3-7): no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace latchkey {

[[nodiscard]] bool is_valid_utf8(std::string_view text);

// Code points in `text`, which must be valid UTF-8.
[[nodiscard]] std::size_t count_characters(std::string_view text);

// True for C0 and C1 control characters, DEL, U+2028, U+2029 and the bidirectional overrides (U+202A..U+202E,
// U+2066..U+2069), which can make a shown name read as another. `text` must be valid UTF-8.
[[nodiscard]] bool has_control_characters(std::string_view text);

// The code points of `text`; U+FFFD for a byte that belongs to none.
[[nodiscard]] std::u32string decode_utf8(std::string_view text);

// Blanks of every kind: ASCII white space, the spaces of Unicode's category Zs, line and paragraph separators, and what
// is invisible besides: U+200B, U+2060, U+FEFF.
[[nodiscard]] bool is_blank(char32_t c);

// Marks and overrides of the writing direction, which come along when something is copied from a page.
[[nodiscard]] bool is_direction_mark(char32_t c);

// Without the blanks and direction marks at both ends.
[[nodiscard]] std::string_view trim(std::string_view text);

// ASCII letters lower-cased, all else as it is.
[[nodiscard]] std::string lower_ascii(std::string_view text);
[[nodiscard]] std::string upper_ascii(std::string_view text);

}  // namespace latchkey
