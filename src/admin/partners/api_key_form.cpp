#include "admin/partners/api_key_fields.hpp"
#include "admin/partners/api_keys_page.hpp"
#include "admin/partners/partners_pages.hpp"
#include "base/clock_text.hpp"

namespace latchkey::admin {
namespace {

using api::ListedApiKey;
using http::Response;

Response show_form(const Visit& visit, const Errors& errors) {
  Form form{.action = "/api-keys/new", .submit = "Save", .fields = api_key_fields(visit, {})};
  if (!errors.empty()) keep_typed(visit, form.fields);
  tell(form.fields, errors);
  const std::string typed_id = visit.typed("id");
  form.hidden = {{"id", Uuid::parse(typed_id) ? typed_id : Uuid::make().text()}};
  form.cancel = "/admin/api-keys";
  Page page(visit, "New API key");
  page.below("Api Keys", "/admin/api-keys").add(form);
  return page.render(errors.empty() ? 200 : 422);
}

api::NewApiKey read_key(const Visit& visit, Errors& errors) {
  const auto settings = read_api_key_fields(visit, {}, errors);
  return {.id = Uuid::parse(visit.typed("id")).value_or(Uuid::make()),
          .name = settings.name,
          .expires_at = settings.expires_at,
          .user_id = settings.user_id,
          .rights = settings.rights,
          .allow_list = settings.allow_list,
          .limits = settings.limits};
}

Response shown_before(const Visit& visit) {
  return refuse(visit, 409, "Saved already",
                "This form was sent before and its key exists. The value was shown then and cannot be shown again; "
                "rotate the key if it is lost.");
}

Response not_allowed(const Visit& visit) {
  return refuse(visit, 403, "Not allowed",
                "This key may do what you may not, such as sign customers in, and its new value would be yours. Ask "
                "somebody who may.");
}

Response ask_for_overlap(const Visit& visit, const ListedApiKey& key, const std::string& error) {
  Form form{.action = "/api-keys/" + visit.id + "/rotate", .submit = "Rotate"};
  form.text = "A new key with the same name, user, rights, addresses and limits takes the place of " + key.name + " (" +
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
  if (std::get<api::ApiKeyNotMade>(made) == api::ApiKeyNotMade::sent_twice) return shown_before(visit);
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
