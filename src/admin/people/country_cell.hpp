// Countries and languages as staff read them, and as they choose them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "admin/parts/form.hpp"

namespace latchkey::admin {

// `Italy` with `IT` below; a dash for an empty code.
[[nodiscard]] Cell country_cell(std::string_view code);
// `Portuguese (Brazil)` with `pt-BR` below; a dash for an empty tag.
[[nodiscard]] Cell language_cell(std::string_view tag);

// All countries by name, `chosen` (a code) marked.
[[nodiscard]] std::vector<Choice> country_choices(std::string_view chosen);

}  // namespace latchkey::admin
