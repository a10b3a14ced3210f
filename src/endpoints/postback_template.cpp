#include "endpoints/postback_template.hpp"

#include <algorithm>

#include "base/percent.hpp"

namespace latchkey::endpoints {
namespace {

// The first of them are told of the event, the others of the first touch.
const std::vector<std::string_view> own_macros{"click_id",     "event",  "lead_id",  "customer_id", "status",
                                               "status_group", "amount", "currency", "country",     "timestamp"};
const std::vector<std::string_view> utm_macros{"utm_source",   "utm_medium",    "utm_campaign",  "utm_term",
                                               "utm_ad_group", "utm_placement", "utm_device",    "affiliate_id",
                                               "campaign_id",  "source_page",   "data_referrer", "gclid"};

bool is_macro(std::string_view name) {
  return std::ranges::find(list_macros(), name) != list_macros().end() ||
         (name.starts_with(meta_prefix) && name.size() > meta_prefix.size());
}

// Calls `take_text` and `take_macro` with the parts in their order. False when a brace is no macro's.
template <class TakeText, class TakeMacro>
bool split(std::string_view text, TakeText take_text, TakeMacro take_macro) {
  while (!text.empty()) {
    const auto brace = text.find_first_of("{}");
    take_text(text.substr(0, brace));
    if (brace == std::string_view::npos) return true;
    const auto end = text.find_first_of("{}", brace + 1);
    if (text[brace] != '{' || end == std::string_view::npos || text[end] != '}') return false;
    take_macro(text.substr(brace + 1, end - brace - 1));
    text.remove_prefix(end + 1);
  }
  return true;
}

}  // namespace

const std::vector<std::string_view>& list_macros() {
  static const std::vector<std::string_view> all = [] {
    auto names = own_macros;
    names.insert(names.end(), utm_macros.begin(), utm_macros.end());
    return names;
  }();
  return all;
}

bool is_utm_macro(std::string_view name) { return std::ranges::find(utm_macros, name) != utm_macros.end(); }

std::optional<std::string> find_template_problem(std::string_view text) {
  // Without `//` there is no telling where the host ends: libcurl takes `https:/{event}/x` too, with a value as host.
  const auto host = text.find("://");
  const auto path = host == std::string_view::npos ? host : text.find_first_of("/?", host + 3);
  if (text.find_first_of("{}") < path) return "Macros may stand in the path and behind the ? alone.";
  std::optional<std::string> unknown;
  const bool is_whole = split(
      text, [](std::string_view) {},
      [&](std::string_view name) {
        if (!unknown && !is_macro(name)) unknown = std::string(name);
      });
  if (unknown) return "{" + *unknown + "} is no macro.";
  if (!is_whole) return "A brace belongs to no macro: write %7B and %7D for braces themselves.";
  return std::nullopt;
}

std::string fill_template(std::string_view text, const MacroValue& value) {
  std::string filled;
  split(
      text, [&](std::string_view part) { filled += part; },
      [&](std::string_view name) { filled += percent_encode(value(name)); });
  return filled;
}

}  // namespace latchkey::endpoints
