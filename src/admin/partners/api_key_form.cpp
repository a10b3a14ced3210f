#include <algorithm>

#include "admin/partners/api_keys_page.hpp"
#include "admin/partners/partners_pages.hpp"
#include "api/keys/allow_list.hpp"
#include "api/keys/comma_list.hpp"
#include "base/cidr.hpp"
#include "base/clock_text.hpp"
#include "base/utf8.hpp"
#include "staff/user_store.hpp"

namespace latchkey::admin {
namespace {

using api::ListedApiKey;
using http::Response;

Field user_field(const Visit& visit) {
  Field field{.name = "user", .label = "User", .kind = Field::Kind::select};
  field.hint = "Becomes the source of the leads that come with this key.";
  const std::string typed = visit.typed("user");
  field.choices.push_back({"", "None", typed.empty()});
  for (const auto& user : staff::list_users(visit.db)) {
    if (user.is_disabled) continue;
    const std::string label = user.first_name + " " + user.last_name + " <" + user.email + ">";
    field.choices.push_back({user.id.text(), label, typed == user.id.text()});
  }
  return field;
}

Field rights_field(const Visit& visit) {
  Field field{.name = "rights", .label = "Rights", .kind = Field::Kind::choices};
  field.hint =
      "What is not ticked is not allowed. logins:create is for the key's own customers, logins:any for all; both sign "
      "in as customers, so only staff who may make login links give them.";
  for (const auto right : api::all_rights) {
    const std::string name(api::right_name(right));
    field.choices.push_back({name, name, is_ticked(visit, "rights", name)});
  }
  return field;
}

Response show_form(const Visit& visit, const Errors& errors) {
  Form form{.action = "/api-keys/new", .submit = "Save"};
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
                          "logins:create and logins:any need one, of at most 65,536 IPv4 addresses and one IPv6 /48 in "
                          "all."}};
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
  for (const auto& range : api::split_list(text)) {
    if (!Cidr::parse(range)) errors["allow"] = range + " is no address and no range such as 192.0.2.0/24.";
    ranges.push_back(range);
  }
  return ranges;
}

// Nobody gives a key, or takes out of one by rotating it, what he may not do himself.
bool may_hold(const Visit& visit, const api::Rights& rights) {
  return !api::sign_customers_in(rights) || visit.may(staff::Area::login_links, staff::Level::edit);
}

void check_sign_in_rights(const Visit& visit, const api::NewApiKey& key, Errors& errors) {
  if (!api::sign_customers_in(key.rights)) return;
  if (!may_hold(visit, key.rights)) {
    errors["rights"] = "You may not make login links yourself, so you cannot give a key the right to.";
  }
  const bool is_too_wide = !errors.contains("allow") && api::allows_too_many(key.allow_list);
  if (is_too_wide) errors["allow"] = "This is too wide: " + std::string(api::too_many_allowed) + ".";
}

api::NewApiKey read_key(const Visit& visit, Errors& errors) {
  api::NewApiKey key;
  key.id = Uuid::parse(visit.typed("id")).value_or(Uuid::make());
  key.name = read_label(visit, "name", errors);
  const std::string expires = visit.typed("expires");
  if (!expires.empty()) {
    key.expires_at = parse_expiry(expires);
    if (!key.expires_at) {
      errors["expires"] = "Write the date as YYYY-MM-DD.";
    } else if (visit.db.query("SELECT ? <= UTC_TIMESTAMP(6) AS is_over", {*key.expires_at}).at(0).flag("is_over")) {
      errors["expires"] = "This day is over.";
    }
  }
  if (const std::string user = visit.typed("user"); !user.empty()) {
    const auto found = staff::find_user(visit.db, user);
    if (!found || found->is_disabled) errors["user"] = "This user is gone or disabled.";
    if (found) key.user_id = found->id;
  }
  for (const auto right : api::all_rights) {
    if (is_ticked(visit, "rights", api::right_name(right))) key.rights.insert(right);
  }
  key.allow_list = read_allow_list(visit, errors);
  check_sign_in_rights(visit, key, errors);
  return key;
}

Response shown_before(const Visit& visit) {
  return refuse(visit, 409, "Saved already",
                "This form was sent before and its key exists. The value was shown then and cannot be shown again; "
                "rotate the key if it is lost.");
}

Response not_allowed(const Visit& visit) {
  return refuse(visit, 403, "Not allowed",
                "This key signs customers in, and its new value would be yours. You may not make login links "
                "yourself: ask somebody who may.");
}

Response ask_for_overlap(const Visit& visit, const ListedApiKey& key, const std::string& error) {
  Form form{.action = "/api-keys/" + visit.id + "/rotate", .submit = "Rotate"};
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

Response show_new_api_key(const Visit& visit) { return show_form(visit, {}); }

Response save_new_api_key(const Visit& visit) {
  Errors errors;
  const auto key = read_key(visit, errors);
  if (!errors.empty()) return show_form(visit, errors);
  const auto made = api::create_api_key(visit.db, visit.actor(), key);
  if (const auto* value = std::get_if<crypto::SecretToken>(&made)) {
    return show_api_keys(visit, ShownOnce{key.id, *value});
  }
  if (std::get<api::ApiKeyRefusal>(made) == api::ApiKeyRefusal::sent_twice) return shown_before(visit);
  errors["name"] = "A key of this name is in use already. Rotate or revoke that one, or choose another name.";
  return show_form(visit, errors);
}

Response show_rotate_api_key(const Visit& visit) {
  return with_found(find_api_key(visit), [&](const ListedApiKey& key) {
    return may_hold(visit, key.rights) ? ask_for_overlap(visit, key, "") : not_allowed(visit);
  });
}

Response rotate_api_key(const Visit& visit) {
  return with_found(find_api_key(visit), [&](const ListedApiKey& key) {
    if (!may_hold(visit, key.rights)) return not_allowed(visit);
    const auto overlap = parse_duration(visit.typed("days") + "d");
    if (!overlap || *overlap > std::chrono::hours{24} * 90) return ask_for_overlap(visit, key, "From 0 to 90 days.");
    const Uuid id = Uuid::parse(visit.typed("new")).value_or(Uuid::make());
    const auto value = api::rotate_api_key(
        visit.db, visit.actor(),
        {.old_id = key.id, .new_id = id, .overlap = std::chrono::duration_cast<std::chrono::seconds>(*overlap)});
    if (value) return show_api_keys(visit, ShownOnce{id, *value});
    if (!api::find_api_keys(visit.db, id.text()).empty()) return shown_before(visit);
    return refuse(visit, 409, "This key has ended", "It was revoked or has expired. Make a new one.");
  });
}

}  // namespace latchkey::admin
