// Where a signed-in customer lands: the dashboard, or an enabled entry of Settings > Menus.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "db/connection.hpp"

namespace latchkey::links {

inline constexpr std::size_t return_url_limit_bytes = 2048;

// A path and its query as it may stand in a Location header: printable ASCII, the query (without `?`) percent-encoded.
struct LocalUrl {
  std::string path;
  std::string query;
};

// Why a returnUrl is not followed.
enum class ReturnUrlProblem { not_a_local_path, not_in_menus };

// The word for Settings > Login activity.
[[nodiscard]] std::string_view problem_word(ReturnUrlProblem problem);

// A path from the root with an optional query. Refused: a scheme, a host, `//`, `\`, `.` and `..` segments, a fragment,
// control characters plain or encoded, any `%` in the path, more than return_url_limit_bytes.
[[nodiscard]] std::optional<LocalUrl> parse_return_url(std::string_view text);

struct Target {
  std::string location;                     // what the browser is sent to
  std::optional<ReturnUrlProblem> problem;  // why it is the dashboard although a returnUrl was given
};

// Never sends a browser anywhere but to an enabled menu entry's path as it is stored; `/` when no enabled entry is
// home.
[[nodiscard]] Target find_target(db::Connection& db, const std::optional<std::string>& return_url);

}  // namespace latchkey::links
