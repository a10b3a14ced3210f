// Reads JSON as the API takes it, which is stricter than nlohmann/json's own parser.
#pragma once
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <variant>

namespace latchkey {

inline constexpr std::size_t json_depth_limit = 8;

// Why a text is refused, in words for the caller. They never contain the text itself.
struct JsonProblem {
  std::string detail;
};

// Whether the value stands for an integer that does not fit 64 bits. The reader keeps such a number as a value of its
// own kind, and never rounds it to a double, so that whoever checks the field can name it when he refuses it.
[[nodiscard]] bool is_oversized_number(const nlohmann::json& value);

// Such a number as it was written.
[[nodiscard]] std::string oversized_digits(const nlohmann::json& value);

// Reads one JSON object. A problem: not JSON, not an object, invalid UTF-8 or a lone surrogate, a key twice in one
// object, nested deeper than json_depth_limit, a number beyond a double.
[[nodiscard]] std::variant<nlohmann::json, JsonProblem> read_json_object(std::string_view text);

}  // namespace latchkey
