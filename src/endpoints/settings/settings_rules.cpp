#include "endpoints/settings/settings_rules.hpp"

#include <algorithm>

#include "endpoints/postback_template.hpp"
#include "endpoints/target.hpp"

namespace latchkey::endpoints {

std::optional<std::string> find_url_problem(Kind kind, const std::string& url, const CourierConfig& config) {
  std::string filled = url;
  if (kind == Kind::postback) {
    if (url.size() > longest_url) return "The URL has more than " + std::to_string(longest_url) + " characters.";
    if (auto problem = find_template_problem(url)) return problem;
    filled = fill_template(url, [](std::string_view) { return std::string(); });
  }
  auto problem = find_target_problem(filled, config);
  return problem ? std::optional(std::move(problem->detail)) : std::nullopt;
}

std::vector<std::string> arrange_events(Kind kind, const std::vector<std::string>& chosen) {
  std::vector<std::string> events;
  for (const auto name : list_event_names(kind)) {
    if (std::ranges::find(chosen, name) != chosen.end()) events.emplace_back(name);
  }
  return events;
}

}  // namespace latchkey::endpoints
