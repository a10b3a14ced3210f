#include <algorithm>

#include "admin/form.hpp"
#include "admin/frame.hpp"
#include "admin/page.hpp"
#include "admin/pages.hpp"
#include "auth/user_store.hpp"
#include "base/cidr.hpp"
#include "base/clock_text.hpp"
#include "base/utf8.hpp"
#include "customers/api_key.hpp"
#include "customers/api_key_store.hpp"

namespace latchkey::admin {
namespace {

using auth::Area;
using auth::Level;
using customers::ListedApiKey;
using http::Response;

std::string join(const std::vector<std::string>& entries) {
  std::string text;
  for (const auto& entry : entries) text += (text.empty() ? "" : ", ") + entry;
  return text;
}

Cell state_cell(const ListedApiKey& key) {
  if (key.state == "active") return badge("active", Tone::good);
  return badge(key.state, key.state == "user disabled" ? Tone::warn : Tone::bad);
}

Cell expiry_cell(const ListedApiKey& key) {
  if (!key.expires_at) return plain("never");
  Cell cell = moment(key.expires_at);
  if (key.state == "active" && key.expires_soon) cell.note = "expires soon";
  return cell;
}

Cell used_cell(const std::optional<std::string>& at, const std::optional<std::string>& address) {
  Cell cell = moment(at);
  cell.note = address.value_or("");
  return cell;
}

// The value of a key that was just made stands in its row, this once.
struct ShownOnce {
  Uuid id;
  std::string value;
};

std::vector<Cell> row_of(const Visit& visit, const ListedApiKey& key, const std::optional<ShownOnce>& shown) {
  Cell name = plain(key.name);
  if (!key.allow_list.empty()) name.note = "only from " + join(key.allow_list);
  const bool is_shown = shown && shown->id == key.id;
  std::vector<Cell> row{name,
                        is_shown ? secret(shown->value) : code(key.prefix + "…"),
                        state_cell(key),
                        plain(key.user.value_or("")),
                        key.rights.empty() ? badge("none", Tone::warn) : plain(join(key.rights)),
                        expiry_cell(key),
                        used_cell(key.last_used_at, key.last_address),
                        used_cell(key.last_refused_at, key.last_refused_address)};
  if (visit.may(Area::api_keys, Level::edit)) {
    const std::string address = "/admin/api-keys/" + key.id.text();
    const bool is_open = key.state != "revoked" && key.state != "expired";
    row.push_back(is_open ? link("Rotate", address + "/rotate") : plain(""));
    row.push_back(key.state != "revoked" ? link("Revoke", address + "/revoke") : plain(""));
  }
  return row;
}

Response show_list(const Visit& visit, const std::optional<ShownOnce>& shown) {
  Page page(visit, "Api Keys");
  Table table{.title = "",
              .empty = "There is no API key yet. Make one for each partner who sends customers or leads.",
              .columns = {"Name", "API key", "State", "User", "Rights", "Expires", "Last used", "Last refused"}};
  if (visit.may(Area::api_keys, Level::edit)) {
    page.link_to("New", "/admin/api-keys/new");
    table.columns.insert(table.columns.end(), {"Rotate", "Revoke"});
  }
  if (shown) {
    page.add(
        Notice{Tone::good,
               "The API key is saved. Copy its value from the list now: it is shown this once and stored nowhere."});
  }
  auto keys = customers::list_api_keys(visit.db);
  if (shown) std::ranges::stable_partition(keys, [&](const ListedApiKey& key) { return key.id == shown->id; });
  for (const auto& key : keys) table.rows.push_back(row_of(visit, key, shown));
  return page.add(table).render();
}

Field user_field(const Visit& visit) {
  Field field{.name = "user", .label = "User", .kind = Field::Kind::select};
  field.hint = "Becomes the source of the leads that come with this key.";
  const std::string typed = visit.typed("user");
  field.choices.push_back({"", "None", typed.empty()});
  for (const auto& user : auth::list_users(visit.db)) {
    if (user.is_disabled) continue;
    const std::string label = user.first_name + " " + user.last_name + " <" + user.email + ">";
    field.choices.push_back({user.id.text(), label, typed == user.id.text()});
  }
  return field;
}

Field rights_field(const Visit& visit) {
  Field field{.name = "rights", .label = "Rights", .kind = Field::Kind::choices};
  field.hint = "What is not ticked is not allowed.";
  const auto ticked = read_ticks(visit, "rights");
  for (const auto right : customers::all_rights) {
    const std::string name(right);
    field.choices.push_back({name, name, std::ranges::find(ticked, name) != ticked.end()});
  }
  return field;
}

Response show_form(const Visit& visit, const Errors& errors) {
  Form form{.title = "", .action = "/api-keys/new", .submit = "Save"};
  form.fields = {{.name = "name",
                  .label = "Name",
                  .value = visit.typed("name"),
                  .hint = "Who uses the key and for what.",
                  .need = Field::Need::required},
                 {.name = "expires",
                  .label = "Expiry date",
                  .kind = Field::Kind::date,
                  .value = visit.typed("expires"),
                  .hint = "The key works to the end of this day (UTC). Empty: it does not expire."},
                 user_field(visit),
                 rights_field(visit),
                 {.name = "allow",
                  .label = "Allowed addresses",
                  .kind = Field::Kind::text,
                  .value = visit.typed("allow"),
                  .hint = "One address or range a line, such as 192.0.2.0/24 or 2001:db8::/32. Empty: from everywhere; "
                          "logins:create needs at least one."}};
  tell(form.fields, errors);
  const std::string typed_id = visit.typed("id");
  form.hidden = {{"id", Uuid::parse(typed_id) ? typed_id : Uuid::make().text()}};
  form.cancel = "/admin/api-keys";
  Page page(visit, "New API key");
  page.below("Api Keys", "/admin/api-keys").add(form);
  return page.render(errors.empty() ? 200 : 422);
}

std::vector<std::string> read_allow_list(const Visit& visit, Errors& errors) {
  std::vector<std::string> ranges;
  std::string text = visit.typed("allow");
  std::ranges::replace_if(
      text, [](char c) { return c == '\n' || c == '\r' || c == ' '; }, ',');
  for (const auto& range : customers::split_list(text)) {
    if (!Cidr::parse(range)) errors["allow"] = range + " is no address and no range such as 192.0.2.0/24.";
    ranges.push_back(range);
  }
  return ranges;
}

customers::NewApiKey read_key(const Visit& visit, Errors& errors) {
  customers::NewApiKey key;
  key.id = Uuid::parse(visit.typed("id")).value_or(Uuid::make());
  key.name = read_label(visit, "name", errors);
  const std::string expires = visit.typed("expires");
  if (!expires.empty()) {
    key.expires_at = parse_expiry(expires);
    if (!key.expires_at) {
      errors["expires"] = "Write the date as YYYY-MM-DD.";
    } else if (visit.db.query("SELECT ? <= UTC_TIMESTAMP(6)", {*key.expires_at}).at(0).flag(0)) {
      errors["expires"] = "This day is over.";
    }
  }
  if (const std::string user = visit.typed("user"); !user.empty()) {
    const auto found = auth::find_user(visit.db, user);
    if (!found || found->is_disabled) errors["user"] = "This user is gone or disabled.";
    if (found) key.user_id = found->id;
  }
  for (const auto right : customers::all_rights) {
    const auto ticked = read_ticks(visit, "rights");
    if (std::ranges::find(ticked, right) != ticked.end()) key.rights.emplace_back(right);
  }
  key.allow_list = read_allow_list(visit, errors);
  return key;
}

Response not_found(const Visit& visit) {
  return refuse(visit, 404, "API key not found", "There is no API key at this address.");
}

std::optional<ListedApiKey> find_key(const Visit& visit) {
  if (!Uuid::parse(visit.id)) return std::nullopt;
  auto keys = customers::find_api_keys(visit.db, visit.id);
  if (keys.empty()) return std::nullopt;
  return std::move(keys.front());
}

Response shown_before(const Visit& visit) {
  return refuse(visit, 409, "Saved already",
                "This form was sent before and its key exists. The value was shown then and cannot be shown again; "
                "rotate the key if it is lost.");
}

Response ask_for_overlap(const Visit& visit, const ListedApiKey& key, const std::string& error) {
  Form form{.title = "", .action = "/api-keys/" + visit.id + "/rotate", .submit = "Rotate"};
  form.text = "A new key with the same name, user, rights and addresses takes the place of " + key.name + " (" +
              key.prefix + "…). The old one lives on until the partner has changed over.";
  const std::string typed = visit.typed("days");
  form.fields = {{.name = "days",
                  .label = "Days until the old key ends",
                  .kind = Field::Kind::number,
                  .value = typed.empty() ? "7" : typed,
                  .error = error,
                  .need = Field::Need::required}};
  form.hidden = {{"new", Uuid::make().text()}};
  form.cancel = "/admin/api-keys";
  Page page(visit, "Rotate an API key");
  return page.below("Api Keys", "/admin/api-keys").add(form).render(error.empty() ? 200 : 422);
}

}  // namespace

Response list_api_keys(const Visit& visit) { return show_list(visit, std::nullopt); }

Response show_new_api_key(const Visit& visit) { return show_form(visit, {}); }

Response save_new_api_key(const Visit& visit) {
  Errors errors;
  const auto key = read_key(visit, errors);
  if (!errors.empty()) return show_form(visit, errors);
  const auto value = customers::create_api_key(visit.db, visit.actor(), key);
  return value ? show_list(visit, ShownOnce{key.id, value->reveal()}) : shown_before(visit);
}

Response confirm_revoke_api_key(const Visit& visit) {
  const auto key = find_key(visit);
  if (!key) return not_found(visit);
  Form form{.title = "", .action = "/api-keys/" + visit.id + "/revoke", .submit = "Revoke", .tone = Tone::bad};
  form.text = "Calls with " + key->name + " (" + key->prefix + "…) are refused from now on. This cannot be undone.";
  form.cancel = "/admin/api-keys";
  Page page(visit, "Revoke an API key");
  return page.below("Api Keys", "/admin/api-keys").add(form).render();
}

Response revoke_api_key(const Visit& visit) {
  const auto key = find_key(visit);
  if (!key) return not_found(visit);
  customers::revoke_api_key(visit.db, visit.actor(), key->id);
  return go("/api-keys", "key_revoked");
}

Response show_rotate_api_key(const Visit& visit) {
  const auto key = find_key(visit);
  return key ? ask_for_overlap(visit, *key, "") : not_found(visit);
}

Response rotate_api_key(const Visit& visit) {
  const auto key = find_key(visit);
  if (!key) return not_found(visit);
  const auto overlap = parse_duration(visit.typed("days") + "d");
  if (!overlap || *overlap > std::chrono::hours{24} * 90) return ask_for_overlap(visit, *key, "From 0 to 90 days.");
  const Uuid id = Uuid::parse(visit.typed("new")).value_or(Uuid::make());
  const auto value = customers::rotate_api_key(visit.db, visit.actor(), *key, id,
                                               std::chrono::duration_cast<std::chrono::seconds>(*overlap));
  return value ? show_list(visit, ShownOnce{id, value->reveal()}) : shown_before(visit);
}

}  // namespace latchkey::admin
