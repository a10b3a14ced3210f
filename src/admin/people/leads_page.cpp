#include "admin/frame/page.hpp"
#include "admin/people/directory_page.hpp"
#include "admin/people/people_pages.hpp"
#include "customers/deposits/deposit_store.hpp"
#include "customers/lead_record.hpp"
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

std::vector<Cell> row_of(const customers::Touch& touch) {
  return {moment(touch.touched_at), plain(touch.api_key_name), plain(touch.source_name.value_or("")),
          lines_cell(touch.marketing.utm_details), lines_cell(touch.marketing.metadata)};
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
  return {"",
          {{"E-mail", plain(lead.email)},
           {"Status", std::move(shown)},
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
  Field field{.name = "status", .label = "Status", .kind = Field::Kind::select};
  for (const auto& status : statuses) {
    const bool is_now = status.id == now.id;
    if (status.is_enabled || is_now) field.choices.push_back({status.name, status.name, is_now});
  }
  return {.title = "Set the status", .action = "/leads/" + visit.id + "/status", .submit = "Save", .fields = {field}};
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

Response show(const Visit& visit, const customers::Lead& lead, const Errors& errors) {
  const std::string name = lead.first_name.value_or("") + " " + lead.last_name.value_or("");
  Page page(visit, name == " " ? lead.email : name);
  page.below("Leads", "/admin/leads");
  if (!lead.customer_id && visit.may(staff::Area::privacy, staff::Level::edit)) {
    page.link_to("Personal data", "/admin/leads/" + lead.id.text() + "/personal-data");
  }
  const auto after = Uuid::parse(visit.asked("after"));
  const auto found = customers::list_touches(visit.db, lead.id, after, touches_page);
  const auto statuses = customers::list_lead_statuses(visit.db);
  const auto status = customers::find_status_of(visit.db, lead.id, statuses).value();
  page.add(details_of(visit, lead, status));
  if (visit.may(staff::Area::leads, staff::Level::edit)) {
    auto form = status_form(visit, status, statuses);
    tell(form.fields, errors);
    page.add(form);
  }
  Table first{.title = "First and latest touch",
              .empty = "There is no touch.",
              .columns = {"At", "API key", "Source", "Marketing", "Metadata"}};
  if (lead.first_touch) first.rows.push_back(row_of(*lead.first_touch));
  if (found.touches.size() > 1) first.rows.push_back(row_of(found.touches.front()));
  Table all{.title = "All touches, the newest first", .empty = "There is no touch.", .columns = first.columns};
  for (const auto& touch : found.touches) all.rows.push_back(row_of(touch));
  if (found.has_more) all.next = "/admin/leads/" + visit.id + "?after=" + found.touches.back().id.text();
  if (!after) page.add(history_of(visit, lead)).add(first);
  return page.add(all).render(errors.empty() ? 200 : 422);
}

DirectoryText directory_text() {
  return {customers::Directory::leads, "/leads", "Leads",
          "There is no lead yet. Leads come by the API, with each customer or before.", "Source"};
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

}  // namespace latchkey::admin
