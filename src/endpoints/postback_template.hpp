// The URL of a postback: a template with macros such as `https://tracker.example/p?cid={click_id}&sub={meta:sub_id}`.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace latchkey::endpoints {

// The names without their braces, in the order in which people are told of them; besides these, `meta:KEY` for any key.
[[nodiscard]] const std::vector<std::string_view>& list_macros();

// Those of list_macros() that are keys of utmDetails.
[[nodiscard]] bool is_utm_macro(std::string_view name);

// `meta:` before the key of a metadata entry.
inline constexpr std::string_view meta_prefix = "meta:";

// Why a template is refused, in a sentence for whoever typed it: a macro that is unknown, or that stands before the
// path, or a brace that is no macro's. Nothing when all is well. The URL itself is checked apart, by
// find_target_problem() of fill_template() with empty values.
[[nodiscard]] std::optional<std::string> find_template_problem(std::string_view text);

// The value of a macro, by its name without braces; empty where there is none.
using MacroValue = std::function<std::string(std::string_view name)>;

// The template with each macro replaced by its value, percent-encoded. `text` is one without a problem.
[[nodiscard]] std::string fill_template(std::string_view text, const MacroValue& value);

}  // namespace latchkey::endpoints
