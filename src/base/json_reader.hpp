// JSON as the API takes it: stricter than the parser's own idea of it.
#pragma once
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <variant>

namespace latchkey {

inline constexpr std::size_t json_depth_limit = 8;

// Why a text is not taken, in words for the caller; never with the text itself.
struct JsonProblem {
  std::string detail;
};

// A number whose digits do not fit 64 bits is kept as this, so that the field can be named when it is refused; no
// value that the reader gives out is ever rounded from an integer.
[[nodiscard]] bool is_oversized_number(const nlohmann::json& value);

// Reads one JSON object. A problem: not JSON, not an object, invalid UTF-8 or a lone surrogate, a key twice in one
// object, nested deeper than json_depth_limit, a number beyond a double.
[[nodiscard]] std::variant<nlohmann::json, JsonProblem> read_json_object(std::string_view text);

}  // namespace latchkey
