#include <algorithm>
#include <array>

#include "admin/frame/page.hpp"
#include "admin/people/directory_page.hpp"
#include "admin/people/notes.hpp"
#include "admin/people/people_pages.hpp"
#include "customers/care/lead_owner.hpp"
#include "customers/deposits/deposit_store.hpp"
#include "customers/leads/lead_record.hpp"
#include "customers/statuses/status_care.hpp"

namespace latchkey::admin {
namespace {

using http::Response;
using nlohmann::json;

constexpr std::size_t touches_page = 50;

// One `name = value` a line.
std::string lines(const json& object) {
  std::string text;
  for (const auto& [name, value] : object.items()) {
    text += (text.empty() ? "" : "\n") + name + " = " + (value.is_string() ? value.get<std::string>() : value.dump());
  }
  return text;
}

Cell lines_cell(const json& object) { return object.empty() ? plain("") : pre(lines(object)); }

// The marketing parameters that have a column of their own.
constexpr std::array<std::string_view, 3> utm_columns{"utm_source", "utm_medium", "utm_campaign"};

const std::vector<std::string>& touch_columns() {
  static const std::vector<std::string> columns{"At",         "API key",      "Source", "utm_source",
                                                "utm_medium", "utm_campaign", "Others", "Metadata"};
  return columns;
}

std::vector<Cell> row_of(const customers::Touch& touch) {
  std::vector<Cell> row{moment(touch.touched_at), plain(touch.api_key_name), plain(touch.source_name.value_or(""))};
  json others = touch.marketing.utm_details;
  for (const auto name : utm_columns) {
    const auto found = others.find(name);
    row.push_back(plain(found == others.end() ? std::string() : found->get<std::string>()));
    others.erase(std::string(name));
  }
  row.push_back(lines_cell(others));
  row.push_back(lines_cell(touch.marketing.metadata));
  return row;
}

std::vector<Cell> labelled(std::string_view label, const customers::Touch& touch) {
  auto row = row_of(touch);
  row.insert(row.begin(), plain(label));
  return row;
}

Found<customers::Lead> find_lead(const Visit& visit) {
  auto lead = Uuid::parse(visit.id) ? customers::find_lead_by_id_or_email(visit.db, visit.id) : std::nullopt;
  if (lead) return *std::move(lead);
  return refuse(visit, 404, "Lead not found", "There is no lead at this address.");
}

Details details_of(const Visit& visit, const customers::Lead& lead, const customers::LeadStatus& status) {
  const bool may_see = visit.may(staff::Area::customers, staff::Level::view);
  Cell shown = plain(status.name);
  shown.note = customers::group_name(status.group);
  const auto owner = customers::find_lead_owner(visit.db, lead.id);
  return {"",
          {{"E-mail", plain(lead.email)},
           {"Status", std::move(shown)},
           {"Owner", owner ? plain(owner->name) : plain("")},
           {"Source", plain(lead.source_name.value_or(""))},
           {"Customer", !lead.customer_id ? plain("not yet")
                        : may_see         ? link("Open", "/admin/customers/" + lead.customer_id->text())
                                          : plain("yes")},
           {"First deposit", moment(customers::find_first_deposit_time(visit.db, lead.id))},
           {"Metadata", lines_cell(lead.metadata)},
           {"Id", code(lead.id.text())}}};
}

Form status_form(const Visit& visit, const customers::LeadStatus& now,
                 const std::vector<customers::LeadStatus>& statuses) {
  Field field{.name = "status", .label = "Status", .kind = Field::Kind::select, .need = Field::Need::required};
  for (const auto& status : statuses) {
    const bool is_now = status.id == now.id;
    if (status.is_enabled || is_now) field.choices.push_back({status.name, status.name, is_now});
  }
  return {.title = "Set the status", .action = "/leads/" + visit.id + "/status", .submit = "Save", .fields = {field}};
}

Form owner_form(const Visit& visit, const customers::Lead& lead) {
  const auto now = customers::find_lead_owner(visit.db, lead.id);
  Field field{.name = "owner",
              .label = "Owner",
              .kind = Field::Kind::select,
              .choices = {{"", "nobody", !now}},
              .need = Field::Need::required};
  auto owners = customers::list_possible_owners(visit.db);
  const bool is_listed =
      !now || std::ranges::any_of(owners, [&](const auto& owner) { return owner.user_id == now->user_id; });
  if (!is_listed) owners.insert(owners.begin(), *now);
  for (const auto& owner : owners) {
    field.choices.push_back(
        {owner.user_id.text(), owner.name + " <" + owner.email + ">", now && owner.user_id == now->user_id});
  }
  return {.title = "Set the owner",
          .action = "/leads/" + visit.id + "/owner",
          .submit = "Save",
          .fields = {field},
          .text = "Who of the office looks after the lead."};
}

Table history_of(const Visit& visit, const customers::Lead& lead) {
  static constexpr std::size_t most = 50;
  Table table{.title = "Changes of the status",
              .empty = "The status was never changed.",
              .columns = {"At", "By", "From", "To"}};
  for (const auto& change : customers::list_status_changes(visit.db, lead.id, most)) {
    table.rows.push_back(
        {moment(change.changed_at), plain(change.actor), plain(change.from_status), plain(change.to_status)});
  }
  return table;
}

Table first_and_latest(const customers::Lead& lead, const customers::TouchPage& newest) {
  auto columns = touch_columns();
  columns.insert(columns.begin(), "Touch");
  Table table{.title = "First and latest touch", .empty = "There is no touch.", .columns = std::move(columns)};
  if (lead.first_touch) {
    const bool is_only = newest.touches.size() == 1;
    table.rows.push_back(labelled(is_only ? "first and latest" : "first", *lead.first_touch));
  }
  if (newest.touches.size() > 1) table.rows.push_back(labelled("latest", newest.touches.front()));
  return table;
}

struct StatusesOf {
  const customers::LeadStatus& now;
  const std::vector<customers::LeadStatus>& all;
};

// Status, owner and notes, as far as the visitor may change them.
void add_care(const Visit& visit, Page& page, const customers::Lead& lead, const StatusesOf& statuses,
              const Errors& errors) {
  const bool may_edit = visit.may(staff::Area::leads, staff::Level::edit);
  if (may_edit) {
    for (auto form : {status_form(visit, statuses.now, statuses.all), owner_form(visit, lead)}) {
      tell(form.fields, errors);
      page.add(form);
    }
  }
  const auto may = may_edit ? NotesPlace::May::write : NotesPlace::May::read;
  add_notes(visit, page, {"/leads/" + lead.id.text(), lead.id, may}, errors);
}

Response show(const Visit& visit, const customers::Lead& lead, const Errors& errors) {
  const std::string name = lead.first_name.value_or("") + " " + lead.last_name.value_or("");
  Page page(visit, name == " " ? lead.email : name);
  page.below("Leads", "/admin/leads");
  if (!lead.customer_id && visit.may(staff::Area::privacy, staff::Level::edit)) {
    page.link_to("Personal data", "/admin/leads/" + lead.id.text() + "/personal-data", Weight::quiet);
  }
  const auto after = Uuid::parse(visit.asked("after"));
  const auto found = customers::list_touches(visit.db, lead.id, after, touches_page);
  const auto statuses = customers::list_lead_statuses(visit.db);
  const auto status = customers::find_status_of(visit.db, lead.id, statuses).value();
  page.add(details_of(visit, lead, status));
  if (!after) add_care(visit, page, lead, {status, statuses}, errors);
  Table all{.title = "All touches, the newest first", .empty = "There is no touch.", .columns = touch_columns()};
  for (const auto& touch : found.touches) all.rows.push_back(row_of(touch));
  if (found.has_more) all.next = "/admin/leads/" + visit.id + "?after=" + found.touches.back().id.text();
  if (!after) page.add(history_of(visit, lead)).add(first_and_latest(lead, found));
  return page.add(all).render(errors.empty() ? 200 : 422);
}

DirectoryText directory_text() {
  return {customers::Directory::leads, "/leads", "Leads",
          "There is no lead yet. Leads come by the API, with each customer or before, and by Import.", "Source"};
}

}  // namespace

Response list_leads(const Visit& visit) { return show_directory(visit, directory_text()); }

Response export_leads(const Visit& visit) { return export_directory(visit, directory_text()); }

Response show_lead(const Visit& visit) {
  return with_found(find_lead(visit), [&](const customers::Lead& lead) { return show(visit, lead, {}); });
}

Response set_lead_status(const Visit& visit) {
  return with_found(find_lead(visit), [&](const customers::Lead& lead) {
    const auto status = customers::find_lead_status(visit.db, visit.typed("status"));
    if (!status || !status->is_enabled) {
      return show(visit, lead, {{"status", "This status is not there or disabled; see Settings > Lead statuses."}});
    }
    if (!customers::set_status_by_staff(visit.db, visit.actor(), lead.id, *status)) {
      return refuse(visit, 404, "Lead not found", "There is no lead at this address.");
    }
    return go("/leads/" + visit.id, "status_set");
  });
}

Response set_lead_owner(const Visit& visit) {
  return with_found(find_lead(visit), [&](const customers::Lead& lead) {
    std::optional<customers::LeadOwner> owner;
    if (const std::string typed = visit.typed("owner"); !typed.empty()) {
      for (auto& possible : customers::list_possible_owners(visit.db)) {
        if (possible.user_id.text() == typed) owner = std::move(possible);
      }
      if (!owner) return show(visit, lead, {{"owner", "This user cannot look after leads: see Users and Roles."}});
    }
    if (!customers::set_lead_owner(visit.db, visit.actor(), lead.id, owner)) {
      return refuse(visit, 404, "Lead not found", "There is no lead at this address.");
    }
    return go("/leads/" + visit.id, "owner_set");
  });
}

Response add_lead_note(const Visit& visit) {
  return with_found(find_lead(visit), [&](const customers::Lead& lead) {
    const auto errors = take_note(visit, lead.id);
    return errors.empty() ? go("/leads/" + visit.id, "note_added") : show(visit, lead, errors);
  });
}

Response remove_lead_note(const Visit& visit) {
  return with_found(find_lead(visit), [&](const customers::Lead& lead) {
    return go("/leads/" + visit.id, remove_note(visit, lead.id) ? "note_removed" : "");
  });
}

}  // namespace latchkey::admin
