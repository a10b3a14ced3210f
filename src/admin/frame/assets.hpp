// The style sheet and the scripts, served by the program itself under names that change with their content.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "http/response.hpp"

namespace latchkey::admin {

// `/admin/assets/admin-1a2b3c4d.css`.
[[nodiscard]] const std::string& style_address();
[[nodiscard]] const std::string& script_address();
[[nodiscard]] const std::string& session_script_address();  // the end of the session, and what was typed before it
[[nodiscard]] const std::string& passkey_script_address();  // asks the browser for a passkey

// 200 that may be kept for a year; nothing when the path is no asset.
[[nodiscard]] std::optional<http::Response> find_asset(std::string_view path);

}  // namespace latchkey::admin
