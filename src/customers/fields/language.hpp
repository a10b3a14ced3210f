// Languages of people by BCP 47 (RFC 5646): `de`, `pt-BR`, `zh-Hans`.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace latchkey::customers {

inline constexpr std::size_t language_limit_bytes = 35;

// The tag in its canonical case, or nothing when it is not well-formed or longer than the limit. Any case is taken.
// Whether somebody speaks the language is not asked: registries grow.
[[nodiscard]] std::optional<std::string> parse_language(std::string_view text);

// As it is called in English: `Portuguese (Brazil)`; the tag itself when nobody has named it.
[[nodiscard]] std::string language_name(const std::string& tag);

}  // namespace latchkey::customers
