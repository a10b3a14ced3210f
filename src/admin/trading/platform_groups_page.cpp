#include "admin/frame/edit_form.hpp"
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

struct GroupRecord {
  Platform platform;
  PlatformGroup group;
};

Found<GroupRecord> find_record(const Visit& visit) {
  const auto id = Uuid::parse(visit.id);
  auto found = id ? trading::find_platform_group(visit.db, *id) : std::nullopt;
  auto platform = found ? trading::find_platform(visit.db, found->platform_id.text()) : std::nullopt;
  if (platform) return GroupRecord{*std::move(platform), std::move(found->group)};
  return refuse(visit, 404, "Group not found", "There is no group at this address.");
}

Found<GroupRecord> start_record(const Visit& visit) {
  auto platform = find_platform(visit);
  if (!platform) return no_such_platform(visit);
  GroupRecord record{*std::move(platform), {}};
  record.group.id = Uuid::make();
  record.group.leverages = {record.group.default_leverage};
  return record;
}

// The activity log has the changes of a group under its platform.
Version version_of(const GroupRecord& record) {
  return {record.platform.id, fingerprint_of({trading::describe(record.group).dump()})};
}

// Account type and currency are what callers name: they stay as they are once accounts can have been asked for.
std::vector<Field> fields_of(const GroupRecord& record, const Edit& edit) {
  const auto& group = record.group;
  std::vector<Field> fields;
  if (edit.is_new()) {
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
  const bool is_mt5 = record.platform.kind == PlatformKind::mt5;
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

GroupRecord read_record(const Visit& visit, const GroupRecord& before, Edit& edit) {
  auto& errors = edit.errors;
  GroupRecord record = before;
  auto& group = record.group;
  if (edit.is_new()) {
    group.account_type = std::string(trim(visit.typed("account-type")));
    group.currency = std::string(trim(visit.typed("currency")));
  }
  group.name = std::string(trim(visit.typed("group")));
  std::string leverages = visit.typed("leverage");
  std::erase(leverages, ' ');
  group.leverages = trading::parse_leverages(leverages);
  const bool is_list = leverages.find_first_not_of("0123456789,") == std::string::npos && !group.leverages.empty();
  if (!is_list) errors["leverage"] = "Numbers from 1 to 5000 with commas between them, e.g. 100,200.";
  const auto leverage = parse_number(trim(visit.typed("default-leverage")));
  if (!leverage || *leverage < 0) {
    errors["default-leverage"] = "A number from 1 to 5000.";
  } else {
    group.default_leverage = static_cast<std::uint64_t>(*leverage);
    if (is_list) trading::put_leverages_in_order(group);
  }
  group.is_default = is_ticked(visit, "is", "default");
  if (const auto problem = trading::find_group_problem(record.platform.kind, group)) {
    errors.try_emplace(problem->member, rule_sentence("This", problem->message));
  }
  return record;
}

SaveOutcome add_record(const Visit& visit, const GroupRecord& record) {
  const auto added = trading::add_platform_group(visit.db, visit.actor(), record.platform, record.group);
  if (added == db::InsertOutcome::duplicate) {
    return Errors{{"account-type", "The platform has a group for this type and currency; change that one."}};
  }
  return Saved{path_of(record.platform), "group_added"};
}

SaveOutcome change_record(const Visit& visit, const GroupRecord& before, const GroupRecord& after) {
  switch (trading::change_platform_group(visit.db, visit.actor(), {before.platform, before.group, after.group})) {
    case trading::GroupChange::changed_meanwhile:
      return ChangedMeanwhile();
    case trading::GroupChange::in_progress:
      return Errors{{"group", "Accounts in " + before.group.name +
                                  " are on their way and would be looked for in the wrong group. Wait until they are "
                                  "created or failed, resolve those that are manual, then change it."}};
    case trading::GroupChange::done:
      break;
  }
  return Saved{path_of(before.platform), "group_saved"};
}

Response show_form(const Visit& visit, const GroupRecord& record, const Edit& edit) {
  const auto& [platform, group] = record;
  const std::string path = "/platforms/groups/" + group.id.text();
  Page page(visit, edit.is_new() ? "New group of " + platform.name
                                 : group.account_type + " in " + group.currency + ", " + platform.name);
  page.below("Platforms", "/admin/platforms").below(platform.name, "/admin" + path_of(platform));
  if (!edit.is_new()) page.link_to("Remove", "/admin" + path + "/remove", Weight::dangerous);
  return render_edit(visit, page,
                     {.action = edit.is_new() ? path_of(platform) + "/groups/new" : path,
                      .submit = "Save",
                      .fields = fields_of(record, edit),
                      .cancel = "/admin" + path_of(platform)},
                     edit);
}

constexpr EditRules<GroupRecord> group_rules{.find = find_record,
                                             .start = start_record,
                                             .version_of = version_of,
                                             .read = read_record,
                                             .add = add_record,
                                             .change = change_record,
                                             .show = show_form};

}  // namespace

Response list_groups(const Visit& visit) {
  Page page(visit, "Groups");
  const bool may_edit = visit.may(Area::platforms, Level::edit);
  Table table{.empty = "No group is mapped yet. Groups are added on the page of their platform.",
              .columns = {"Platform", "Account type", "Currency", "Group", "Leverages", "Default leverage", "Default"}};
  for (const auto& platform : trading::list_platforms(visit.db)) {
    for (const auto& group : trading::list_platform_groups(visit.db, platform.id)) {
      Cell type =
          may_edit ? link(group.account_type, "/admin/platforms/groups/" + group.id.text()) : plain(group.account_type);
      type.about = group.currency + " on " + platform.name;
      table.rows.push_back({link(platform.name, "/admin" + path_of(platform)), std::move(type), plain(group.currency),
                            code(group.name), plain(trading::join_leverages(group.leverages)),
                            plain("1:" + std::to_string(group.default_leverage)),
                            group.is_default ? badge("default", Tone::good) : plain("")});
    }
  }
  return page.add(table).render();
}

Response show_new_group(const Visit& visit) { return show_new(visit, group_rules); }

Response save_new_group(const Visit& visit) { return save_new(visit, group_rules); }

Response show_group(const Visit& visit) { return show_stored(visit, group_rules); }

Response save_group(const Visit& visit) { return save_stored(visit, group_rules); }

Response confirm_remove_group(const Visit& visit) {
  return with_found(find_record(visit), [&](const GroupRecord& record) {
    const auto& [platform, group] = record;
    const std::string path = "/platforms/groups/" + visit.id;
    Form form{.action = path + "/remove", .submit = "Remove", .tone = Tone::bad};
    form.text = "Callers of the API can no longer ask for " + group.account_type + " in " + group.currency + " at " +
                platform.name + ". The group on the server stays as it is.";
    form.cancel = "/admin" + path_of(platform);
    Page page(visit, "Remove " + group.account_type + " in " + group.currency);
    page.below("Platforms", "/admin/platforms").below(platform.name, "/admin" + path_of(platform));
    return page.add(form).render();
  });
}

Response remove_group(const Visit& visit) {
  return with_found(find_record(visit), [&](const GroupRecord& record) {
    if (trading::remove_platform_group(visit.db, visit.actor(), record.platform, record.group)) {
      return go(path_of(record.platform), "group_removed");
    }
    return refuse(visit, 409, "The group stays",
                  "Accounts were asked for in it, so it is part of their history. It can be given another name.");
  });
}

}  // namespace latchkey::admin
