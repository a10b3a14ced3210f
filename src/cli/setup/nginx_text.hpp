// Latchkey's two include lines in the text of an nginx site file. Reads the file as nginx does: quotes, comments,
// braces.
#pragma once
#include <string>
#include <string_view>
#include <variant>

namespace latchkey::cli {

inline constexpr std::string_view line_above_server = "include latchkey/http.conf;";
inline constexpr std::string_view line_in_server = "include latchkey/server.conf;";

// Why the lines were not put in, for the administrator.
struct NoPlace {
  std::string why;
};

// The site file with the first line above its first server block, and the second at the end of the one that serves
// `host` with TLS: behind what the site says itself, so that the site's own comes first. A line that is there already,
// or the snippets it stands for, is not put in again. NoPlace when no server block or more than one could be meant.
[[nodiscard]] std::variant<std::string, NoPlace> put_includes_in(const std::string& text, const std::string& host);

}  // namespace latchkey::cli
