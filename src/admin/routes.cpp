#include "admin/routes.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "admin/endpoints/endpoint_pages.hpp"
#include "admin/logs/log_pages.hpp"
#include "admin/own/own_pages.hpp"
#include "admin/partners/partners_pages.hpp"
#include "admin/people/import/import_pages.hpp"
#include "admin/people/people_pages.hpp"
#include "admin/sign_in/passkey_fields.hpp"
#include "admin/start/start_page.hpp"
#include "admin/system/system_pages.hpp"
#include "admin/trading/trading_pages.hpp"
#include "http/service.hpp"

namespace latchkey::admin {
namespace {

using staff::Area;
using staff::Level;
using staff::Permission;

constexpr Permission view_keys{Area::api_keys, Level::view};
constexpr Permission edit_keys{Area::api_keys, Level::edit};
constexpr Permission view_users{Area::users, Level::view};
constexpr Permission edit_users{Area::users, Level::edit};
constexpr Permission view_roles{Area::roles, Level::view};
constexpr Permission edit_roles{Area::roles, Level::edit};
constexpr Permission view_menus{Area::menus, Level::view};
constexpr Permission edit_menus{Area::menus, Level::edit};
constexpr Permission view_lead_statuses{Area::lead_statuses, Level::view};
constexpr Permission edit_lead_statuses{Area::lead_statuses, Level::edit};
constexpr Permission view_platforms{Area::platforms, Level::view};
constexpr Permission edit_platforms{Area::platforms, Level::edit};
constexpr Permission view_webhooks{Area::webhooks, Level::view};
constexpr Permission edit_webhooks{Area::webhooks, Level::edit};
constexpr Permission view_customers{Area::customers, Level::view};
constexpr Permission edit_customers{Area::customers, Level::edit};
constexpr Permission view_leads{Area::leads, Level::view};
constexpr Permission edit_leads{Area::leads, Level::edit};
constexpr Permission take_exports{Area::exports, Level::view};
constexpr Permission make_login_links{Area::login_links, Level::edit};
constexpr Permission handle_personal_data{Area::privacy, Level::edit};
constexpr Permission view_login_activity{Area::login_activity, Level::view};
constexpr Permission view_activity_log{Area::activity_log, Level::view};

constexpr std::array routes{
    Route{"GET", "", std::nullopt, show_start, std::nullopt, show_own_start},
    Route{"GET", "/", std::nullopt, show_start, std::nullopt, show_own_start},
    Route{"POST", "/sign-out", std::nullopt, sign_out, std::nullopt, sign_out},
    Route{"GET", "/me", std::nullopt, show_own_profile, std::nullopt, show_own_profile},
    Route{"GET", "/me/session", std::nullopt, tell_session, std::nullopt, tell_session},
    Route{"POST", "/me/sessions/{id}/end", std::nullopt, end_own_session, std::nullopt, end_own_session},
    Route{"POST", "/me/password", std::nullopt, save_own_password, std::nullopt, save_own_password},
    Route{"POST", "/me/key-mails", edit_keys, save_own_key_mails},
    Route{"GET", "/me/second-factor", std::nullopt, show_own_second_factor, std::nullopt, show_own_second_factor},
    Route{"POST", "/me/second-factor", std::nullopt, save_own_second_factor, std::nullopt, save_own_second_factor},
    Route{"POST", "/me/second-factor/remove", std::nullopt, remove_own_second_factor, std::nullopt,
          remove_own_second_factor},
    Route{"GET", "/me/passkeys/new", std::nullopt, show_new_passkey, std::nullopt, show_new_passkey},
    Route{"POST", "/me/passkeys/new", std::nullopt, begin_new_passkey, std::nullopt, begin_new_passkey},
    Route{"POST", "/me/passkeys/challenge", std::nullopt, hand_out_challenge, std::nullopt, hand_out_challenge},
    Route{"POST", "/me/passkeys", std::nullopt, save_new_passkey, std::nullopt, save_new_passkey},
    Route{"GET", "/me/passkeys/{id}/remove", std::nullopt, confirm_remove_passkey, std::nullopt,
          confirm_remove_passkey},
    Route{"POST", "/me/passkeys/{id}/remove", std::nullopt, remove_own_passkey, std::nullopt, remove_own_passkey},
    Route{"GET", "/api-keys", view_keys, list_api_keys, std::nullopt, list_own_api_keys},
    Route{"GET", "/api-keys/new", edit_keys, show_new_api_key},
    Route{"POST", "/api-keys/new", edit_keys, save_new_api_key},
    Route{"GET", "/api-keys/{id}", edit_keys, show_api_key},
    Route{"POST", "/api-keys/{id}", edit_keys, save_api_key},
    Route{"GET", "/api-keys/{id}/calls", view_keys, list_calls, std::nullopt, list_own_calls},
    Route{"GET", "/api-keys/{id}/revoke", edit_keys, confirm_revoke_api_key},
    Route{"POST", "/api-keys/{id}/revoke", edit_keys, revoke_api_key},
    Route{"GET", "/api-keys/{id}/rotate", edit_keys, show_rotate_api_key},
    Route{"POST", "/api-keys/{id}/rotate", edit_keys, rotate_api_key},
    Route{"GET", "/users", view_users, list_users},
    Route{"GET", "/users/new", edit_users, show_new_user},
    Route{"POST", "/users/new", edit_users, save_new_user},
    Route{"GET", "/users/{id}", view_users, show_user},
    Route{"POST", "/users/{id}", edit_users, save_user},
    Route{"GET", "/users/{id}/password", edit_users, show_user_password},
    Route{"POST", "/users/{id}/password", edit_users, save_user_password},
    Route{"POST", "/users/{id}/mail-password", edit_users, mail_user_password},
    Route{"GET", "/users/{id}/disable", edit_users, confirm_disable_user},
    Route{"POST", "/users/{id}/disable", edit_users, disable_user},
    Route{"POST", "/users/{id}/enable", edit_users, enable_user},
    Route{"POST", "/users/{id}/reset-factor", edit_users, reset_second_factor},
    Route{"GET", "/roles", view_roles, list_roles},
    Route{"GET", "/roles/new", edit_roles, show_new_role},
    Route{"POST", "/roles/new", edit_roles, save_new_role},
    Route{"GET", "/roles/{id}", view_roles, show_role},
    Route{"POST", "/roles/{id}", edit_roles, save_role},
    Route{"GET", "/roles/{id}/remove", edit_roles, confirm_remove_role},
    Route{"POST", "/roles/{id}/remove", edit_roles, remove_role},
    Route{"GET", "/menus", view_menus, list_menus},
    Route{"GET", "/menus/new", edit_menus, show_new_menu},
    Route{"POST", "/menus/new", edit_menus, save_new_menu},
    Route{"GET", "/menus/{id}", edit_menus, show_menu},
    Route{"POST", "/menus/{id}", edit_menus, save_menu},
    Route{"GET", "/menus/{id}/remove", edit_menus, confirm_remove_menu},
    Route{"POST", "/menus/{id}/remove", edit_menus, remove_menu},
    Route{"GET", "/lead-statuses", view_lead_statuses, list_lead_statuses},
    Route{"GET", "/lead-statuses/new", edit_lead_statuses, show_new_lead_status},
    Route{"POST", "/lead-statuses/new", edit_lead_statuses, save_new_lead_status},
    Route{"GET", "/lead-statuses/{id}", edit_lead_statuses, show_lead_status},
    Route{"POST", "/lead-statuses/{id}", edit_lead_statuses, save_lead_status},
    Route{"GET", "/platforms", view_platforms, list_platforms},
    Route{"GET", "/platforms/new", edit_platforms, show_new_platform},
    Route{"POST", "/platforms/new", edit_platforms, save_new_platform},
    Route{"GET", "/platforms/groups", view_platforms, list_groups},
    Route{"GET", "/platforms/groups/{id}", edit_platforms, show_group},
    Route{"POST", "/platforms/groups/{id}", edit_platforms, save_group},
    Route{"GET", "/platforms/groups/{id}/remove", edit_platforms, confirm_remove_group},
    Route{"POST", "/platforms/groups/{id}/remove", edit_platforms, remove_group},
    Route{"GET", "/platforms/accounts", view_platforms, list_trading_accounts},
    Route{"GET", "/platforms/accounts/{id}", view_platforms, show_trading_account},
    Route{"POST", "/platforms/accounts/{id}/retry", edit_platforms, retry_trading_account},
    Route{"GET", "/platforms/accounts/{id}/resolve", edit_platforms, confirm_resolve_account},
    Route{"POST", "/platforms/accounts/{id}/resolve", edit_platforms, resolve_trading_account},
    Route{"GET", "/platforms/accounts/{id}/renew-passwords", edit_platforms, confirm_renew_passwords},
    Route{"POST", "/platforms/accounts/{id}/renew-passwords", edit_platforms, renew_passwords},
    Route{"GET", "/platforms/{id}", view_platforms, show_platform},
    Route{"GET", "/platforms/{id}/edit", edit_platforms, show_platform_form},
    Route{"POST", "/platforms/{id}/edit", edit_platforms, save_platform},
    Route{"POST", "/platforms/{id}/enable", edit_platforms, enable_platform},
    Route{"POST", "/platforms/{id}/disable", edit_platforms, disable_platform},
    Route{"POST", "/platforms/{id}/test", edit_platforms, test_platform},
    Route{"GET", "/platforms/{id}/groups/new", edit_platforms, show_new_group},
    Route{"POST", "/platforms/{id}/groups/new", edit_platforms, save_new_group},
    Route{"GET", "/webhooks", view_webhooks, list_endpoints, std::nullopt, list_own_endpoints},
    Route{"GET", "/webhooks/new", edit_webhooks, show_new_endpoint},
    Route{"POST", "/webhooks/new", edit_webhooks, save_new_endpoint},
    Route{"GET", "/webhooks/deliveries/{id}", view_webhooks, show_delivery, std::nullopt, show_own_delivery},
    Route{"POST", "/webhooks/deliveries/{id}/resend", edit_webhooks, resend_delivery},
    Route{"GET", "/webhooks/{id}", view_webhooks, show_endpoint, std::nullopt, show_own_endpoint},
    Route{"GET", "/webhooks/{id}/edit", edit_webhooks, show_endpoint_form},
    Route{"POST", "/webhooks/{id}/edit", edit_webhooks, save_endpoint},
    Route{"POST", "/webhooks/{id}/enable", edit_webhooks, enable_endpoint},
    Route{"GET", "/webhooks/{id}/disable", edit_webhooks, confirm_disable_endpoint},
    Route{"POST", "/webhooks/{id}/disable", edit_webhooks, disable_endpoint},
    Route{"GET", "/webhooks/{id}/rotate", edit_webhooks, confirm_rotate_endpoint},
    Route{"POST", "/webhooks/{id}/rotate", edit_webhooks, rotate_endpoint},
    Route{"POST", "/webhooks/{id}/test", edit_webhooks, test_endpoint},
    Route{"GET", "/webhooks/{id}/replay", edit_webhooks, show_replay},
    Route{"POST", "/webhooks/{id}/replay", edit_webhooks, replay_endpoint},
    Route{"GET", "/webhooks/{id}/remove", edit_webhooks, confirm_remove_endpoint},
    Route{"POST", "/webhooks/{id}/remove", edit_webhooks, remove_endpoint},
    Route{"GET", "/customers", view_customers, list_customers, std::nullopt, list_own_customers},
    Route{"POST", "/customers/export", view_customers, export_customers, take_exports},
    Route{"GET", "/customers/{id}", view_customers, show_customer, std::nullopt, show_own_customer},
    Route{"GET", "/customers/{id}/edit", edit_customers, show_customer_form},
    Route{"POST", "/customers/{id}/edit", edit_customers, save_customer},
    Route{"POST", "/customers/{id}/notes", edit_customers, add_customer_note},
    Route{"POST", "/customers/{id}/remove-note", edit_customers, remove_customer_note},
    Route{"GET", "/customers/{id}/block", edit_customers, confirm_block_customer},
    Route{"POST", "/customers/{id}/block", edit_customers, block_customer},
    Route{"POST", "/customers/{id}/unblock", edit_customers, unblock_customer},
    Route{"POST", "/customers/{id}/end-sessions", edit_customers, end_customer_sessions},
    Route{"POST", "/customers/{id}/login-link", view_customers, make_customer_link, make_login_links},
    Route{"POST", "/customers/{id}/send-link", view_customers, send_customer_link, make_login_links},
    Route{"POST", "/customers/{id}/send-password", edit_customers, send_customer_password},
    Route{"GET", "/customers/{id}/personal-data", view_customers, show_customer_privacy, handle_personal_data},
    Route{"POST", "/customers/{id}/personal-data", view_customers, export_customer_data, handle_personal_data},
    Route{"POST", "/customers/{id}/erase", view_customers, erase_customer, handle_personal_data},
    Route{"GET", "/leads", view_leads, list_leads, std::nullopt, list_own_leads},
    Route{"POST", "/leads/export", view_leads, export_leads, take_exports},
    Route{"GET", "/leads/import", edit_leads, show_import},
    Route{"POST", "/leads/import", edit_leads, save_import_file, std::nullopt, nullptr, Route::Body::with_file},
    Route{"GET", "/leads/import/{id}", edit_leads, show_import_file},
    Route{"POST", "/leads/import/{id}", edit_leads, check_import_again},
    Route{"GET", "/leads/import/{id}/wrong-rows", edit_leads, export_wrong_rows},
    Route{"POST", "/leads/import/{id}/take-in", edit_leads, take_import_in},
    Route{"POST", "/leads/import/{id}/discard", edit_leads, discard_import},
    Route{"GET", "/leads/{id}", view_leads, show_lead, std::nullopt, show_own_lead},
    Route{"POST", "/leads/{id}/status", edit_leads, set_lead_status},
    Route{"POST", "/leads/{id}/owner", edit_leads, set_lead_owner},
    Route{"POST", "/leads/{id}/notes", edit_leads, add_lead_note},
    Route{"POST", "/leads/{id}/remove-note", edit_leads, remove_lead_note},
    Route{"GET", "/leads/{id}/personal-data", view_leads, show_lead_privacy, handle_personal_data},
    Route{"POST", "/leads/{id}/personal-data", view_leads, export_lead_data, handle_personal_data},
    Route{"POST", "/leads/{id}/erase", view_leads, erase_lead, handle_personal_data},
    Route{"GET", "/login-activity", view_login_activity, list_login_activity},
    Route{"GET", "/activity-log", view_activity_log, list_activity},
    Route{"POST", "/activity-log/export", view_activity_log, export_activity, take_exports},
};

// The part of the path that stands for {id}; nothing when the path is another.
std::optional<std::string> match(std::string_view pattern, std::string_view path) {
  static constexpr std::string_view placeholder = "{id}";
  const auto at = pattern.find(placeholder);
  if (at == std::string_view::npos) return pattern == path ? std::optional(std::string()) : std::nullopt;
  const auto before = pattern.substr(0, at);
  const auto after = pattern.substr(at + placeholder.size());
  if (!path.starts_with(before) || !path.ends_with(after) || path.size() <= before.size() + after.size()) {
    return std::nullopt;
  }
  const auto id = path.substr(before.size(), path.size() - before.size() - after.size());
  if (id.find('/') != std::string_view::npos) return std::nullopt;
  return std::string(id);
}

}  // namespace

bool Route::is_open_to(const staff::Permissions& permissions) const {
  return (!permission || permissions.allow(*permission)) && (!further || permissions.allow(*further));
}

std::span<const Route> all_routes() { return routes; }

// The first route that fits is taken, so a fixed path stands in the table before one with {id} that would fit it too.
std::optional<FoundRoute> find_route(std::string_view method, std::string_view path) {
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  FoundRoute found{nullptr, "", ""};
  for (const auto& route : routes) {
    auto id = match(route.path, path);
    if (!id) continue;
    found.allow += (found.allow.empty() ? "" : ", ") + std::string(route.method == "GET" ? "GET, HEAD" : "POST");
    if (route.method == wanted && found.route == nullptr) {
      found.route = &route;
      found.id = std::move(*id);
    }
  }
  if (found.allow.empty()) return std::nullopt;
  return found;
}

const Route* find_route_with_file(const http::Request& request) {
  static constexpr std::string_view prefix = "/admin";
  if (!http::has_path_prefix(request.path, prefix)) return nullptr;
  const auto found = find_route(request.method, std::string_view(request.path).substr(prefix.size()));
  const auto* route = found ? found->route : nullptr;
  return route != nullptr && route->body == Route::Body::with_file ? route : nullptr;
}

std::string_view name_of_route(std::string_view path) {
  static const auto names = [] {
    std::map<std::string_view, std::string> made;
    for (const auto& route : routes) made.emplace(route.path, "/admin" + std::string(route.path));
    return made;
  }();
  const auto found =
      std::ranges::find_if(routes, [&](const Route& route) { return match(route.path, path).has_value(); });
  return found == routes.end() ? http::other_route : std::string_view(names.at(found->path));
}

}  // namespace latchkey::admin
