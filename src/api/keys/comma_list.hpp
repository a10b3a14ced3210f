// Lists as the database stores them: entries with a comma between them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace latchkey::api {

// Empty entries are left out.
[[nodiscard]] std::vector<std::string> split_list(std::string_view text);

// No entry may have a comma.
[[nodiscard]] std::string join_list(const std::vector<std::string>& entries);

}  // namespace latchkey::api
