#include "admin/frame/edit_form.hpp"
#include "admin/trading/platform_fields.hpp"
#include "admin/trading/platform_page.hpp"
#include "admin/trading/trading_pages.hpp"
#include "trading/settings/platform_settings.hpp"

namespace latchkey::admin {
namespace {

using http::Response;
using trading::Platform;
using trading::PlatformKind;

Found<Platform> find_record(const Visit& visit) {
  auto platform = find_platform(visit);
  if (platform) return *std::move(platform);
  return no_such_platform(visit);
}

// The kind is chosen by a link, and then carried by the form.
Found<Platform> start_record(const Visit& visit) {
  const std::string kind = visit.request.method == "POST" ? visit.typed("kind") : visit.asked("kind");
  Platform platform;
  platform.id = Uuid::make();
  platform.kind = kind == "mt4" ? PlatformKind::mt4 : PlatformKind::mt5;
  return platform;
}

Version version_of(const Platform& platform) {
  return {platform.id, fingerprint_of({trading::describe(platform).dump()})};
}

SaveOutcome add_record(const Visit& visit, const Platform& platform) {
  if (trading::add_platform(visit.db, visit.actor(), platform) == db::InsertOutcome::duplicate) {
    return Errors{{"name", "Another platform has this name."}};
  }
  return Saved{path_of(platform), "platform_added"};
}

SaveOutcome change_record(const Visit& visit, const Platform& before, const Platform& after) {
  const bool is_new_secret = after.secret.bytes != before.secret.bytes;
  const auto new_secret = is_new_secret ? std::optional(after.secret) : std::nullopt;
  switch (trading::change_platform(visit.db, visit.actor(), {before, after, new_secret})) {
    case trading::PlatformChange::name_taken:
      return Errors{{"name", "Another platform has this name."}};
    case trading::PlatformChange::changed_meanwhile:
      return ChangedMeanwhile();
    case trading::PlatformChange::done:
      break;
  }
  return Saved{path_of(before), "platform_saved"};
}

Response show_form(const Visit& visit, const Platform& platform, const Edit& edit) {
  Page page(visit, edit.is_new() ? "New platform: " + std::string(kind_text(platform.kind)) : "Edit " + platform.name);
  page.below("Platforms", "/admin/platforms");
  Form form{.action = "/platforms/new", .submit = "Save", .cancel = "/admin/platforms"};
  if (!edit.is_new()) {
    page.below(platform.name, "/admin" + path_of(platform));
    form.action = path_of(platform) + "/edit";
    form.cancel = "/admin" + path_of(platform);
  } else if (platform.kind == PlatformKind::mt5) {
    page.link_to("MetaTrader 4 instead", "/admin/platforms/new?kind=mt4", Weight::quiet);
  } else {
    page.link_to("MetaTrader 5 instead", "/admin/platforms/new?kind=mt5", Weight::quiet);
  }
  form.fields = platform_fields(platform, edit);
  form.hidden = {{"kind", std::string(name_of(platform.kind))}};
  return render_edit(visit, page, form, edit);
}

constexpr EditRules<Platform> platform_rules{.find = find_record,
                                             .start = start_record,
                                             .version_of = version_of,
                                             .read = read_platform,
                                             .add = add_record,
                                             .change = change_record,
                                             .show = show_form};

}  // namespace

Response show_new_platform(const Visit& visit) { return show_new(visit, platform_rules); }

Response save_new_platform(const Visit& visit) { return save_new(visit, platform_rules); }

Response show_platform_form(const Visit& visit) { return show_stored(visit, platform_rules); }

Response save_platform(const Visit& visit) { return save_stored(visit, platform_rules); }

}  // namespace latchkey::admin
