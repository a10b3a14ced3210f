#include "admin/frame/edit_form.hpp"
#include "admin/partners/api_key_fields.hpp"
#include "admin/partners/api_keys_page.hpp"
#include "admin/partners/partners_pages.hpp"
#include "api/limits/counters.hpp"

namespace latchkey::admin {
namespace {

using http::Response;

// A key as its form shows it.
struct EditedKey {
  Uuid id;
  api::ApiKeySettings settings;
};

Found<EditedKey> find_edited(const Visit& visit) {
  auto found = find_api_key(visit);
  if (auto* refusal = std::get_if<Response>(&found)) return std::move(*refusal);
  const Uuid id = std::get<api::ListedApiKey>(found).id;
  auto settings = api::find_api_key_settings(visit.db, id);
  if (!settings) {
    return refuse(visit, 409, "This key is revoked", "A revoked key cannot be changed. Make a new one.");
  }
  return EditedKey{id, std::move(*settings)};
}

Found<EditedKey> start_nothing(const Visit&) { return EditedKey(); }

Version version_of(const EditedKey& key) {
  const auto& settings = key.settings;
  std::vector<std::string> values{settings.name, settings.expires_at.value_or(""),
                                  settings.user_id ? settings.user_id->text() : "", api::stored_rights(settings.rights),
                                  api::stored_limits(settings.limits).value_or("")};
  values.insert(values.end(), settings.allow_list.begin(), settings.allow_list.end());
  return {key.id, fingerprint_of(values)};
}

EditedKey read_edited(const Visit& visit, const EditedKey& before, Edit& edit) {
  return {before.id, read_api_key_fields(visit, before.settings, edit.errors)};
}

SaveOutcome add_nothing(const Visit&, const EditedKey&) { return ChangedMeanwhile(); }

SaveOutcome change_edited(const Visit& visit, const EditedKey& before, const EditedKey& after) {
  switch (api::change_api_key(visit.db, visit.actor(), before.id, before.settings, after.settings)) {
    case api::ApiKeyChange::name_taken:
      return Errors{{"name", "A key of this name is in use already. Choose another name."}};
    case api::ApiKeyChange::changed_meanwhile:
      return ChangedMeanwhile();
    case api::ApiKeyChange::done:
      break;
  }
  return Saved{"/api-keys", "key_saved"};
}

std::string used_text(std::uint64_t used, const std::optional<std::uint64_t>& limit) {
  return std::to_string(used) + (limit ? " of " + std::to_string(*limit) : "");
}

Details used_details(const Visit& visit, const EditedKey& key) {
  const auto limits = key.settings.limits.value_or(api::KeyLimits());
  const auto row = visit.db
                       .query(
                           "SELECT COALESCE(first_key_id, id) AS first_id, UTC_TIMESTAMP(6) AS now FROM api_keys "
                           "WHERE id = ?",
                           {key.id})
                       .at(0);
  const auto used =
      api::count_used(visit.db, row.uuid("first_id"), limits.time_zone, api::parse_database_time(row.text("now")));
  return {"Created so far",
          {{"This hour", plain(used_text(used.hour, limits.per_hour))},
           {"Today (" + limits.time_zone + ")", plain(used_text(used.day, limits.per_day))},
           {"In all", plain(used_text(used.total, limits.total))}}};
}

Response show_edited(const Visit& visit, const EditedKey& key, const Edit& edit) {
  Form form{.action = "/api-keys/" + visit.id,
            .submit = "Save",
            .fields = api_key_fields(visit, key.settings),
            .cancel = "/admin/api-keys"};
  Page page(visit, key.settings.name);
  page.below("Api Keys", "/admin/api-keys");
  add_problem(page, edit);
  page.add(used_details(visit, key));
  add_edit_form(visit, page, std::move(form), edit);
  return page.render(edit.errors.empty() ? 200 : 422);
}

constexpr EditRules<EditedKey> key_rules{.find = find_edited,
                                         .start = start_nothing,
                                         .version_of = version_of,
                                         .read = read_edited,
                                         .add = add_nothing,
                                         .change = change_edited,
                                         .show = show_edited};

}  // namespace

Response show_api_key(const Visit& visit) { return show_stored(visit, key_rules); }

Response save_api_key(const Visit& visit) { return save_stored(visit, key_rules); }

}  // namespace latchkey::admin
