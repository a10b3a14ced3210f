#include <algorithm>

#include "admin/frame/edit_form.hpp"
#include "admin/system/system_pages.hpp"
#include "customers/statuses/status_settings.hpp"

namespace latchkey::admin {
namespace {

using customers::LeadStatus;
using customers::StatusGroup;
using customers::StatusSetting;
using http::Response;
using staff::Area;
using staff::Level;

Found<LeadStatus> find_status(const Visit& visit) {
  auto status = Uuid::parse(visit.id) ? customers::find_lead_status(visit.db, visit.id) : std::nullopt;
  if (status) return *std::move(status);
  return refuse(visit, 404, "Lead status not found", "There is no lead status at this address.");
}

// It stands after the others.
Found<LeadStatus> start_status(const Visit& visit) {
  LeadStatus status;
  status.position = 1;
  for (const auto& other : customers::list_lead_statuses(visit.db)) {
    status.position = std::max(status.position, other.position + 1);
  }
  return status;
}

Version version_of(const LeadStatus& status) {
  return {status.id, fingerprint_of({status.name, std::string(customers::group_name(status.group)),
                                     std::to_string(status.position), status.is_enabled ? "1" : "0"})};
}

LeadStatus read_status(const Visit& visit, const LeadStatus& before, Edit& edit) {
  LeadStatus status = before;
  status.name = read_label(visit, "name", edit.errors);
  const auto group = customers::parse_status_group(visit.typed("group"));
  if (!group) edit.errors["group"] = "Please choose one.";
  status.group = group.value_or(before.group);
  status.is_enabled = is_ticked(visit, "state", "enabled");
  status.position = parse_number(visit.typed("position")).value_or(-1);
  if (status.position < 0 || status.position > 10'000) edit.errors["position"] = "A number from 0 to 10000.";
  return status;
}

SaveOutcome outcome_of(StatusSetting outcome, std::string_view word) {
  switch (outcome) {
    case StatusSetting::name_taken:
      return Errors{{"name", "Another status has this name."}};
    case StatusSetting::last_of_group:
      return Errors{
          {"", "This is the only enabled status of its group, and each group needs one. Enable another first."}};
    case StatusSetting::changed_meanwhile:
      return ChangedMeanwhile();
    case StatusSetting::done:
      break;
  }
  return Saved{"/lead-statuses", word};
}

SaveOutcome add_status(const Visit& visit, const LeadStatus& status) {
  return outcome_of(customers::add_lead_status(visit.db, visit.actor(), status), "status_added");
}

SaveOutcome change_status(const Visit& visit, const LeadStatus& before, const LeadStatus& after) {
  return outcome_of(customers::change_lead_status(visit.db, visit.actor(), before, after), "status_saved");
}

Field group_field(const LeadStatus& status) {
  Field field{.name = "group", .label = "Group", .kind = Field::Kind::select};
  field.hint = "What the status means to partners, whatever its name.";
  for (const auto group : customers::all_status_groups) {
    const std::string name(customers::group_name(group));
    field.choices.push_back({name, name, status.group == group});
  }
  return field;
}

Response show_form(const Visit& visit, const LeadStatus& status, const Edit& edit) {
  Page page(visit, edit.is_new() ? "New lead status" : status.name);
  page.below("Lead statuses", "/admin/lead-statuses");
  Form form{.action = "/lead-statuses/" + (edit.is_new() ? "new" : visit.id),
            .submit = "Save",
            .cancel = "/admin/lead-statuses"};
  form.fields = {{.name = "name", .label = "Name", .value = status.name, .need = Field::Need::required},
                 group_field(status),
                 {.name = "position",
                  .label = "Position",
                  .kind = Field::Kind::number,
                  .value = std::to_string(status.position),
                  .hint = "The smallest stands first; the first enabled status of a group is the group's default.",
                  .need = Field::Need::required},
                 {.name = "state",
                  .label = "State",
                  .kind = Field::Kind::choices,
                  .choices = {{"enabled", "enabled: can be chosen", status.is_enabled}}}};
  return render_edit(visit, page, form, edit);
}

constexpr EditRules<LeadStatus> status_rules{.find = find_status,
                                             .start = start_status,
                                             .version_of = version_of,
                                             .read = read_status,
                                             .add = add_status,
                                             .change = change_status,
                                             .show = show_form};

// What the default of a group is for; empty for a status that is none.
std::string use_of(const LeadStatus& status, const std::vector<LeadStatus>& all) {
  if (!status.is_enabled || customers::default_status(all, status.group).id != status.id) return "";
  if (status.group == StatusGroup::fresh) return "of new leads";
  return status.group == StatusGroup::converted ? "of leads that become customers" : "of its group";
}

}  // namespace

Response list_lead_statuses(const Visit& visit) {
  Page page(visit, "Lead statuses");
  const bool may_edit = visit.may(Area::lead_statuses, Level::edit);
  if (may_edit) page.link_to("New", "/admin/lead-statuses/new");
  Table table{.empty = "There is no status.", .columns = {"Name", "Group", "State", "Default", "Position"}};
  const auto all = customers::list_lead_statuses(visit.db);
  for (const auto& status : all) {
    table.rows.push_back({may_edit ? link(status.name, "/admin/lead-statuses/" + status.id.text()) : plain(status.name),
                          plain(customers::group_name(status.group)),
                          status.is_enabled ? badge("enabled", Tone::good) : badge("disabled", Tone::bad),
                          plain(use_of(status, all)), plain(std::to_string(status.position))});
  }
  return page.add(table).render();
}

Response show_new_lead_status(const Visit& visit) { return show_new(visit, status_rules); }

Response save_new_lead_status(const Visit& visit) { return save_new(visit, status_rules); }

Response show_lead_status(const Visit& visit) { return show_stored(visit, status_rules); }

Response save_lead_status(const Visit& visit) { return save_stored(visit, status_rules); }

}  // namespace latchkey::admin
