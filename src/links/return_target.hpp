// Where a signed-in customer lands: the dashboard, or an enabled entry of Settings > Menus.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

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

// The word that Settings > Login activity shows, and that is stored with the attempt.
[[nodiscard]] std::string_view problem_word(ReturnUrlProblem problem);

// A path from the root with an optional query. Refused: a scheme, a host, `//`, `\`, `.` and `..` segments, a fragment,
// control characters plain or encoded, any `%` in the path, more than return_url_limit_bytes.
[[nodiscard]] std::optional<LocalUrl> parse_return_url(std::string_view text);

struct Target {
  std::string location;                     // where the browser is sent
  std::optional<ReturnUrlProblem> problem;  // why this is the dashboard although a returnUrl was given
};

// The enabled menu entry that `return_url` names, by its path as it is stored and with the query of `return_url`; else
// the enabled entry that is marked as home, else `/`. A browser is sent nowhere but to one of these.
[[nodiscard]] Target find_target(db::Connection& db, const std::optional<std::string>& return_url);

// An enabled entry of Settings > Menus: what a returnUrl may name.
struct OfferedTarget {
  std::string path;
  std::string label;
  bool is_home = false;
};

// In the order of the menu.
[[nodiscard]] std::vector<OfferedTarget> list_targets(db::Connection& db);

}  // namespace latchkey::links
