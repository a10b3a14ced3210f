// Text as MetaTrader 5 counts it: in UTF-16 code units.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace latchkey::trading {

// Nothing when `text` is not valid UTF-8.
[[nodiscard]] std::optional<std::u16string> utf16_from_utf8(std::string_view text);

// The longest beginning of `text` (valid UTF-8) that takes at most `units` UTF-16 units and ends with a whole
// character.
[[nodiscard]] std::string_view cut_to_utf16_units(std::string_view text, std::size_t units);

// The first character of `text`, which must be valid UTF-8 and not empty.
[[nodiscard]] std::string_view first_character(std::string_view text);

}  // namespace latchkey::trading
