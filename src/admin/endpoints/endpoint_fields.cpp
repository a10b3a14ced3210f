#include "admin/endpoints/endpoint_fields.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "endpoints/postback_template.hpp"
#include "endpoints/settings/settings_rules.hpp"
#include "staff/user_store.hpp"

namespace latchkey::admin {
namespace {

using endpoints::EndpointSettings;
using endpoints::Kind;

std::string macros_hint() {
  std::string hint = "Macros, in the path and the query:";
  for (const auto macro : endpoints::list_macros()) hint += " {" + std::string(macro) + "}";
  return hint + " {meta:KEY}. Values are percent-encoded; what a lead lacks is empty.";
}

Field url_field(Kind kind, const EndpointSettings& settings) {
  const bool is_postback = kind == Kind::postback;
  return {.name = "url",
          .label = is_postback ? "Template" : "URL",
          .value = settings.url,
          .hint = is_postback ? "Such as https://tracker.example/p?cid={click_id}&e={event}. " + macros_hint()
                              : "Such as https://partner.example/hook. It is reached by https on port 443.",
          .need = Field::Need::required};
}

Field events_field(Kind kind, const EndpointSettings& settings) {
  Field field{.name = "events", .label = "Events", .kind = Field::Kind::choices, .need = Field::Need::required};
  for (const auto name : endpoints::list_event_names(kind)) {
    const bool is_chosen = std::ranges::find(settings.events, name) != settings.events.end();
    field.choices.push_back({std::string(name), std::string(name), is_chosen});
  }
  return field;
}

Field user_field(const Visit& visit, Kind kind, const EndpointSettings& settings) {
  Field field{.name = "user", .label = "Leads of", .kind = Field::Kind::select};
  field.hint = "It is told of the leads whose source this user is.";
  if (kind == Kind::postback) field.need = Field::Need::required;
  field.choices.push_back({"", kind == Kind::webhook ? "Everybody" : "Please choose", !settings.user_id});
  for (const auto& user : staff::list_users(visit.db)) {
    const bool is_chosen = settings.user_id == user.id;
    if (user.is_disabled && !is_chosen) continue;
    field.choices.push_back(
        {user.id.text(), user.first_name + " " + user.last_name + " <" + user.email + ">", is_chosen});
  }
  return field;
}

std::optional<Uuid> read_user(const Visit& visit, Kind kind, Errors& errors) {
  const std::string typed = visit.typed("user");
  if (typed.empty()) {
    if (kind == Kind::postback) errors["user"] = "Please choose one: a postback is always about a user's leads.";
    return std::nullopt;
  }
  const auto user = Uuid::parse(typed) ? staff::find_user(visit.db, typed) : std::nullopt;
  if (!user) errors["user"] = "There is no such user any more.";
  return user ? std::optional(user->id) : std::nullopt;
}

}  // namespace

std::vector<Field> endpoint_fields(const Visit& visit, Kind kind, const EndpointSettings& settings) {
  return {url_field(kind, settings), events_field(kind, settings), user_field(visit, kind, settings)};
}

EndpointSettings read_endpoint_fields(const Visit& visit, Kind kind, const EndpointSettings& before, Errors& errors) {
  EndpointSettings settings{.url = std::string(trim(visit.typed("url"))),
                            .events = endpoints::arrange_events(kind, read_ticks(visit, "events")),
                            .user_id = read_user(visit, kind, errors)};
  if (settings.events.empty()) errors["events"] = "Please choose at least one.";
  if (settings.url == before.url && !settings.url.empty()) return settings;
  if (const auto problem = endpoints::find_url_problem(kind, settings.url, visit.config.courier)) {
    errors["url"] = *problem;
  }
  return settings;
}

}  // namespace latchkey::admin
