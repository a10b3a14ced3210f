// Plural categories of whole numbers, as Unicode's CLDR (version 44) has them.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace latchkey::languages {

// `zero`, `one`, `two`, `few`, `many` or `other`. A language that is not known here is taken for one like English:
// `one` for 1, else `other`.
[[nodiscard]] std::string_view plural_category(std::string_view tag, std::uint64_t count);

// Every category that the language has for numbers below a million. `other` is among them.
[[nodiscard]] std::span<const std::string_view> list_plural_categories(std::string_view tag);

}  // namespace latchkey::languages
