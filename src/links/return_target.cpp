#include "links/return_target.hpp"

#include <algorithm>

#include "base/percent.hpp"
#include "base/utf8.hpp"

namespace latchkey::links {
namespace {

bool is_path_character(char c) {
  static constexpr std::string_view others = "/-._~!$&'()*+,;=:@";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         others.find(c) != std::string_view::npos;
}

bool has_dot_segment(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const auto end = std::min(path.find('/'), path.size());
    const auto segment = path.substr(0, end);
    if (segment == "." || segment == "..") return true;
    path.remove_prefix(end);
  }
  return false;
}

bool is_plain_path(std::string_view path) {
  return path.starts_with('/') && path.find("//") == std::string_view::npos &&
         std::ranges::all_of(path, is_path_character) && !has_dot_segment(path);
}

// The query with every byte that may not stand in one percent-encoded; nothing when it hides a control character.
std::optional<std::string> clean_query(std::string_view query) {
  const auto decoded = percent_decode(query);
  if (!decoded || !is_valid_utf8(*decoded) || has_control_characters(*decoded)) return std::nullopt;
  std::string result;
  for (const char c : query) {
    const bool kept = is_path_character(c) || c == '%' || c == '?';
    result += kept ? std::string(1, c) : percent_encode({&c, 1});
  }
  return result;
}

}  // namespace

std::string_view problem_word(ReturnUrlProblem problem) {
  return problem == ReturnUrlProblem::not_a_local_path ? "not_a_local_path" : "not_in_menus";
}

std::optional<LocalUrl> parse_return_url(std::string_view text) {
  if (text.size() > return_url_limit_bytes || text.find_first_of("#\\") != std::string_view::npos) return std::nullopt;
  const auto question = std::min(text.find('?'), text.size());
  const auto path = text.substr(0, question);
  if (!is_plain_path(path)) return std::nullopt;
  auto query = clean_query(text.substr(std::min(question + 1, text.size())));
  if (!query) return std::nullopt;
  return LocalUrl{std::string(path), std::move(*query)};
}

Target find_target(db::Connection& db, const std::optional<std::string>& return_url) {
  const bool wanted = return_url && !return_url->empty();
  const auto url = wanted ? parse_return_url(*return_url) : std::nullopt;
  const auto rows = db.query(
      R"sql(
      SELECT path, home_marker IS NOT NULL AS is_home
      FROM menus
      WHERE is_enabled = TRUE AND (home_marker = 1 OR path = ?))sql",
      {url ? url->path : std::string()});
  Target target{"/", std::nullopt};
  for (const auto& row : rows) {
    if (row.flag("is_home")) target.location = row.text("path");
  }
  if (!wanted) return target;
  for (const auto& row : rows) {
    const std::string& path = row.text("path");
    if (url && path == url->path) return {path + (url->query.empty() ? "" : "?" + url->query), std::nullopt};
  }
  target.problem = url ? ReturnUrlProblem::not_in_menus : ReturnUrlProblem::not_a_local_path;
  return target;
}

std::vector<OfferedTarget> list_targets(db::Connection& db) {
  std::vector<OfferedTarget> targets;
  for (const auto& row : db.query(
           R"sql(
           SELECT path, label, home_marker IS NOT NULL AS is_home
           FROM menus
           WHERE is_enabled = TRUE
           ORDER BY position, path)sql")) {
    targets.push_back({row.text("path"), row.text("label"), row.flag("is_home")});
  }
  return targets;
}

}  // namespace latchkey::links
