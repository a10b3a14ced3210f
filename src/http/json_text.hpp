// An answer whose JSON is text already, since it is long and would cost twice as much as an object in memory first.
#pragma once
#include <string>
#include <string_view>

#include "http/response.hpp"

namespace latchkey::http {

// `text` is sent as it is, with a line feed behind it. The headers are those of every answer in JSON.
[[nodiscard]] Response make_json_text(int status, std::string text, std::string_view content_type = "application/json");

}  // namespace latchkey::http
