// Percent-encoding (RFC 3986) and the query and form encoding built on it (application/x-www-form-urlencoded).
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace latchkey {

// Every byte but the unreserved ones (letters, digits, - . _ ~) as %XX.
[[nodiscard]] std::string percent_encode(std::string_view text);

// The decoded bytes; nothing when a `%` is not followed by two hex digits. `+` stays `+`.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);

enum class FormProblem { malformed, repeated_name };

inline constexpr std::size_t max_form_fields = 100;

using FormFields = std::vector<std::pair<std::string, std::string>>;

// Parses `a=1&b=2` (of a query string or a form body); `+` is a space. `malformed` for a broken escape, a NUL byte,
// invalid UTF-8 or more than max_form_fields fields; `repeated_name` when a name stands twice. An empty text has no
// fields.
[[nodiscard]] std::variant<FormFields, FormProblem> parse_form(std::string_view text);

// The value of `name`, or null when it is absent. The pointer lives as long as `fields`.
[[nodiscard]] const std::string* find_field(const FormFields& fields, std::string_view name);

}  // namespace latchkey
