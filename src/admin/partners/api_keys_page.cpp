#include "admin/partners/api_keys_page.hpp"

#include <algorithm>

#include "admin/partners/api_key_fields.hpp"
#include "admin/partners/partners_pages.hpp"
#include "api/keys/full_limits.hpp"

namespace latchkey::admin {
namespace {

using api::ApiKeyState;
using api::FullLimits;
using api::ListedApiKey;
using http::Response;
using staff::Area;
using staff::Level;

std::string join(const std::vector<std::string>& entries) {
  std::string text;
  for (const auto& entry : entries) text += (text.empty() ? "" : ", ") + entry;
  return text;
}

Cell state_cell(const ListedApiKey& key, const FullLimits& full) {
  const std::string name(api::state_name(key.state));
  if (key.state == ApiKeyState::active) {
    const auto reached = full.find(key.id);
    Cell cell = badge(name, reached == full.end() ? Tone::good : Tone::warn);
    if (reached != full.end()) cell.note = "full: " + join(reached->second);
    return cell;
  }
  return badge(name, key.state == ApiKeyState::user_disabled ? Tone::warn : Tone::bad);
}

Cell expiry_cell(const ListedApiKey& key) {
  if (!key.expires_at) return plain("never");
  Cell cell = moment(key.expires_at);
  if (key.state == ApiKeyState::active && key.expires_soon) cell.note = "expires soon";
  return cell;
}

// The last use and below it the last refusal, both with time and address.
Cell used_cell(const ListedApiKey& key) {
  Cell cell = moment(key.last_used_at);
  cell.note = key.last_address.value_or("");
  if (key.last_refused_at) {
    cell.also.emplace_back("refused " + key.last_refused_address.value_or(""), *key.last_refused_at);
  }
  return cell;
}

// "Name <e-mail>" on two lines.
Cell user_cell(const ListedApiKey& key) {
  const std::string user = key.user.value_or("");
  const auto bracket = user.rfind(" <");
  Cell cell = plain(user.substr(0, bracket));
  if (bracket != std::string::npos) cell.note = user.substr(bracket + 2, user.size() - bracket - 3);
  return cell;
}

std::vector<Cell> row_of(const Visit& visit, const ListedApiKey& key, const FullLimits& full,
                         const std::optional<ShownOnce>& shown) {
  const bool can_open = visit.may(Area::api_keys, Level::edit) && key.state != ApiKeyState::revoked;
  Cell name = can_open ? link(key.name, "/admin/api-keys/" + key.id.text()) : plain(key.name);
  name.about = key.prefix;
  if (!key.allow_list.empty()) name.note = "only from " + join(key.allow_list);
  if (key.limits) name.note += std::string(name.note.empty() ? "" : "; ") + "with limits";
  const bool is_shown = shown && shown->id == key.id;
  std::vector<Cell> row{name,
                        is_shown ? secret(shown->value.reveal()) : code(key.prefix + "…"),
                        state_cell(key, full),
                        user_cell(key),
                        key.rights.empty() ? badge("none", Tone::warn) : plain(join(api::right_names(key.rights))),
                        expiry_cell(key),
                        used_cell(key)};
  const std::string address = "/admin/api-keys/" + key.id.text();
  row.back().more.emplace_back("Calls", address + "/calls");
  row.back().about = key.name + " " + key.prefix;
  if (visit.may(Area::api_keys, Level::edit)) {
    const bool is_open = key.state == ApiKeyState::active || key.state == ApiKeyState::user_disabled;
    Cell acts = key.state == ApiKeyState::revoked ? plain("") : link("Revoke", address + "/revoke");
    if (is_open && may_hold(visit, key.rights)) acts.more.emplace_back("Rotate", address + "/rotate");
    acts.about = key.name + " " + key.prefix;
    row.push_back(acts);
  }
  return row;
}

}  // namespace

Response show_api_keys(const Visit& visit, const std::optional<ShownOnce>& shown) {
  Page page(visit, "Api Keys");
  page.link_to("API documentation", "/api/docs", Weight::quiet);
  Table table{.empty = "There is no API key yet. Make one for each partner who sends customers or leads.",
              .columns = {"Name", "API key", "State", "User", "Rights", "Expires", "Last used"}};
  if (visit.may(Area::api_keys, Level::edit)) {
    page.link_to("New", "/admin/api-keys/new");
    table.columns.emplace_back("Change");
  }
  if (shown) {
    page.add(
        Notice{Tone::good,
               "The API key is saved. Copy its value from the list now: it is shown this once and stored nowhere."});
  }
  auto keys = api::list_api_keys(visit.db);
  if (shown) {  // clang 14 knows no std::ranges::stable_partition
    std::stable_partition(keys.begin(), keys.end(), [&](const ListedApiKey& key) { return key.id == shown->id; });
  }
  const auto full = api::list_full_limits(visit.db, keys);
  for (const auto& key : keys) table.rows.push_back(row_of(visit, key, full, shown));
  return page.add(table).render();
}

Found<ListedApiKey> find_api_key(const Visit& visit) {
  auto keys = Uuid::parse(visit.id) ? api::find_api_keys(visit.db, visit.id) : std::vector<ListedApiKey>();
  if (keys.empty()) return refuse(visit, 404, "API key not found", "There is no API key at this address.");
  return std::move(keys.front());
}

Response list_api_keys(const Visit& visit) { return show_api_keys(visit, std::nullopt); }

Response confirm_revoke_api_key(const Visit& visit) {
  return with_found(find_api_key(visit), [&](const ListedApiKey& key) {
    Form form{.action = "/api-keys/" + visit.id + "/revoke", .submit = "Revoke", .tone = Tone::bad};
    form.text = "Calls with " + key.name + " (" + key.prefix + "…) are refused from now on. This cannot be undone.";
    form.cancel = "/admin/api-keys";
    Page page(visit, "Revoke an API key");
    return page.below("Api Keys", "/admin/api-keys").add(form).render();
  });
}

Response revoke_api_key(const Visit& visit) {
  return with_found(find_api_key(visit), [&](const ListedApiKey& key) {
    api::revoke_api_key(visit.db, visit.actor(), key.id);
    return go("/api-keys", "key_revoked");
  });
}

}  // namespace latchkey::admin
