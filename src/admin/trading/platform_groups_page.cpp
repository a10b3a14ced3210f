#include <charconv>

#include "admin/frame/frame.hpp"
#include "admin/trading/platform_page.hpp"
#include "admin/trading/trading_pages.hpp"
#include "base/utf8.hpp"
#include "trading/settings/platform_rules.hpp"
#include "trading/settings/platform_settings.hpp"

namespace latchkey::admin {
namespace {

using http::Response;
using staff::Area;
using staff::Level;
using trading::Platform;
using trading::PlatformGroup;
using trading::PlatformKind;

std::string state_of(const PlatformGroup& group) { return fingerprint({trading::describe(group).dump()}); }

template <class Act>
Response with_group(const Visit& visit, Act act) {
  const auto id = Uuid::parse(visit.id);
  const auto found = id ? trading::find_platform_group(visit.db, *id) : std::nullopt;
  const auto platform = found ? trading::find_platform(visit.db, found->platform_id.text()) : std::nullopt;
  if (!platform) return refuse(visit, 404, "Group not found", "There is no group at this address.");
  return act(*platform, found->group);
}

enum class Stage { added, changed };

// Account type and currency are what callers name: they stay as they are once accounts can have been asked for.
std::vector<Field> fields_of(const Platform& platform, const PlatformGroup& group, Stage stage) {
  std::vector<Field> fields;
  if (stage == Stage::added) {
    fields = {{.name = "account-type",
               .label = "Account type",
               .value = group.account_type,
               .hint = "As callers of the API name it, e.g. standard.",
               .need = Field::Need::required},
              {.name = "currency",
               .label = "Currency",
               .value = group.currency,
               .hint = "Three capital letters, e.g. EUR.",
               .need = Field::Need::required}};
  }
  const bool is_mt5 = platform.kind == PlatformKind::mt5;
  fields.push_back({.name = "group",
                    .label = "Group",
                    .value = group.name,
                    .hint = is_mt5 ? "Its full name on the server, e.g. real\\standard-eur."
                                   : "Its number in the plug-in's list, from 1 to 1000.",
                    .need = Field::Need::required});
  fields.push_back({.name = "leverage",
                    .label = "Leverages",
                    .value = trading::join_leverages(group.leverages),
                    .hint = "All that may be asked for, with commas between them, e.g. 100,200.",
                    .need = Field::Need::required});
  fields.push_back({.name = "default-leverage",
                    .label = "Default leverage",
                    .kind = Field::Kind::number,
                    .value = std::to_string(group.default_leverage),
                    .hint = "Taken when a caller names none.",
                    .need = Field::Need::required});
  fields.push_back(
      {.name = "is",
       .label = "Default",
       .kind = Field::Kind::choices,
       .choices = {{"default", "taken when a caller names no account type or currency", group.is_default}}});
  return fields;
}

void keep_typed(const Visit& visit, std::vector<Field>& fields) {
  for (auto& field : fields) {
    field.value = visit.typed(field.name);
    for (auto& choice : field.choices) choice.is_chosen = !visit.typed(field.name + "." + choice.value).empty();
  }
}

PlatformGroup read_group(const Visit& visit, PlatformKind kind, PlatformGroup group, Errors& errors) {
  group.name = std::string(trim(visit.typed("group")));
  std::string leverages = visit.typed("leverage");
  std::erase(leverages, ' ');
  group.leverages = trading::parse_leverages(leverages);
  const bool is_list = leverages.find_first_not_of("0123456789,") == std::string::npos && !group.leverages.empty();
  if (!is_list) errors["leverage"] = "Numbers from 1 to 5000 with commas between them, e.g. 100,200.";
  const std::string text(trim(visit.typed("default-leverage")));
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), group.default_leverage);
  if (problem != std::errc() || end != text.data() + text.size()) {
    errors["default-leverage"] = "A number from 1 to 5000.";
  } else if (is_list) {
    trading::put_leverages_in_order(group);
  }
  group.is_default = !visit.typed("is.default").empty();
  if (const auto found = trading::find_group_problem(kind, group)) {
    errors.try_emplace(found->member, rule_sentence("This", found->message));
  }
  return group;
}

struct Shown {
  const Platform& platform;
  const PlatformGroup& group;
  Stage stage;
};

Response show_form(const Visit& visit, const Shown& shown, const Errors& errors) {
  const bool is_new = shown.stage == Stage::added;
  Page page(visit, is_new ? "New group of " + shown.platform.name
                          : shown.group.account_type + " in " + shown.group.currency + ", " + shown.platform.name);
  page.below("Platforms", "/admin/platforms").below(shown.platform.name, "/admin" + path_of(shown.platform));
  if (const auto found = errors.find(""); found != errors.end()) page.add(Notice{Tone::bad, found->second});
  const std::string path = "/platforms/groups/" + shown.group.id.text();
  Form form{.title = "", .action = is_new ? path_of(shown.platform) + "/groups/new" : path, .submit = "Save"};
  form.fields = fields_of(shown.platform, shown.group, shown.stage);
  if (!errors.empty()) keep_typed(visit, form.fields);
  tell(form.fields, errors);
  if (!is_new) {
    form.hidden = {{"seen", errors.empty() ? state_of(shown.group) : visit.typed("seen")}};
    page.link_to("Remove", "/admin" + path + "/remove");
  }
  form.cancel = "/admin" + path_of(shown.platform);
  return page.add(form).render(errors.empty() ? 200 : 422);
}

}  // namespace

Response list_groups(const Visit& visit) {
  Page page(visit, "Groups");
  const bool may_edit = visit.may(Area::platforms, Level::edit);
  Table table{.title = "",
              .empty = "No group is mapped yet. Groups are added on the page of their platform.",
              .columns = {"Platform", "Account type", "Currency", "Group", "Leverages", "Default leverage", "Default"}};
  for (const auto& platform : trading::list_platforms(visit.db)) {
    for (const auto& group : trading::list_platform_groups(visit.db, platform.id)) {
      Cell type =
          may_edit ? link(group.account_type, "/admin/platforms/groups/" + group.id.text()) : plain(group.account_type);
      table.rows.push_back({link(platform.name, "/admin" + path_of(platform)), std::move(type), plain(group.currency),
                            code(group.name), plain(trading::join_leverages(group.leverages)),
                            plain("1:" + std::to_string(group.default_leverage)),
                            group.is_default ? badge("default", Tone::good) : plain("")});
    }
  }
  return page.add(table).render();
}

Response show_new_group(const Visit& visit) {
  return with_platform(visit, [&](const Platform& platform) {
    PlatformGroup group;
    group.leverages = {group.default_leverage};
    return show_form(visit, {platform, group, Stage::added}, {});
  });
}

Response save_new_group(const Visit& visit) {
  return with_platform(visit, [&](const Platform& platform) {
    Errors errors;
    PlatformGroup group;
    group.id = Uuid::make();
    group.account_type = std::string(trim(visit.typed("account-type")));
    group.currency = std::string(trim(visit.typed("currency")));
    group = read_group(visit, platform.kind, std::move(group), errors);
    if (errors.empty() &&
        trading::add_platform_group(visit.db, visit.actor(), platform, group) == db::InsertOutcome::duplicate) {
      errors["account-type"] = "The platform has a group for this type and currency; change that one.";
    }
    if (!errors.empty()) return show_form(visit, {platform, group, Stage::added}, errors);
    return go(path_of(platform), "group_added");
  });
}

Response show_group(const Visit& visit) {
  return with_group(visit, [&](const Platform& platform, const PlatformGroup& group) {
    return show_form(visit, {platform, group, Stage::changed}, {});
  });
}

Response save_group(const Visit& visit) {
  return with_group(visit, [&](const Platform& platform, const PlatformGroup& before) {
    Errors errors;
    const PlatformGroup after = read_group(visit, platform.kind, before, errors);
    if (errors.empty() && visit.typed("seen") != state_of(before)) errors[""] = last_change(visit, platform.id);
    if (errors.empty()) {
      const auto changed = trading::change_platform_group(visit.db, visit.actor(), {platform, before, after});
      if (changed == trading::GroupChange::changed_meanwhile) errors[""] = last_change(visit, platform.id);
      if (changed == trading::GroupChange::in_progress) {
        errors["group"] = "Accounts in " + before.name +
                          " are on their way and would be looked for in the wrong group. Wait until they are created "
                          "or failed, resolve those that are manual, then change it.";
      }
    }
    if (!errors.empty()) return show_form(visit, {platform, before, Stage::changed}, errors);
    return go(path_of(platform), "group_saved");
  });
}

Response confirm_remove_group(const Visit& visit) {
  return with_group(visit, [&](const Platform& platform, const PlatformGroup& group) {
    const std::string path = "/platforms/groups/" + visit.id;
    Form form{.title = "", .action = path + "/remove", .submit = "Remove", .tone = Tone::bad};
    form.text = "Callers of the API can no longer ask for " + group.account_type + " in " + group.currency + " at " +
                platform.name + ". The group on the server stays as it is.";
    form.cancel = "/admin" + path_of(platform);
    Page page(visit, "Remove " + group.account_type + " in " + group.currency);
    page.below("Platforms", "/admin/platforms").below(platform.name, "/admin" + path_of(platform));
    return page.add(form).render();
  });
}

Response remove_group(const Visit& visit) {
  return with_group(visit, [&](const Platform& platform, const PlatformGroup& group) {
    if (trading::remove_platform_group(visit.db, visit.actor(), platform, group)) {
      return go(path_of(platform), "group_removed");
    }
    return refuse(visit, 409, "The group stays",
                  "Accounts were asked for in it, so it is part of their history. It can be given another name.");
  });
}

}  // namespace latchkey::admin
