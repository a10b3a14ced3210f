#include "admin/own/own_cells.hpp"
#include "admin/own/own_pages.hpp"
#include "customers/statuses/status_history.hpp"

namespace latchkey::admin {
namespace {

using http::Response;

// One `name = value` a line.
Cell lines_cell(const nlohmann::json& object) {
  std::string text;
  for (const auto& [name, value] : object.items()) {
    text += (text.empty() ? "" : "\n") + name + " = " + (value.is_string() ? value.get<std::string>() : value.dump());
  }
  return text.empty() ? plain("") : pre(text);
}

Table touches_of(const Visit& visit, const OwnPerson& person) {
  Table table{.title = "Touches with your keys, the newest first",
              .empty = "There is no touch with a key of yours.",
              .columns = {"At", "API key", "Marketing", "Metadata"}};
  for (const auto& touch : list_own_touches(visit.db, visit.session.user_id, person.lead_id)) {
    table.rows.push_back({moment(touch.touched_at), plain(touch.api_key_name), lines_cell(touch.utm_details),
                          lines_cell(touch.metadata)});
  }
  return table;
}

Table history_of(const Visit& visit, const OwnPerson& person) {
  static constexpr std::size_t most = 50;
  Table table{
      .title = "Changes of the status", .empty = "The status was never changed.", .columns = {"At", "From", "To"}};
  for (const auto& change : customers::list_status_changes(visit.db, person.lead_id, most)) {
    table.rows.push_back({moment(change.changed_at), plain(change.from_status), plain(change.to_status)});
  }
  return table;
}

Response show(const Visit& visit, const OwnPerson& person) {
  Page page(visit, title_of(visit, person, person.lead_id));
  page.below("Leads", "/admin/leads");
  Details details = details_of(visit, person);
  const auto statuses = customers::list_lead_statuses(visit.db);
  if (const auto status = customers::find_status_of(visit.db, person.lead_id, statuses)) {
    Cell shown = plain(status->name);
    shown.note = customers::group_name(status->group);
    details.rows.emplace_back("Status", std::move(shown));
  }
  if (person.customer_id && visit.may(staff::Area::customers, staff::Level::view)) {
    details.rows.emplace_back("Customer", link("Open", "/admin/customers/" + person.customer_id->text()));
  }
  details.rows.emplace_back("Id", code(person.lead_id.text()));
  return page.add(details).add(history_of(visit, person)).add(touches_of(visit, person)).render();
}

}  // namespace

Response list_own_leads(const Visit& visit) { return show_own_people(visit, OwnList::leads); }

Response show_own_lead(const Visit& visit) {
  const auto id = Uuid::parse(visit.id);
  const auto person = id ? find_own_lead(visit.db, visit.session.user_id, *id) : std::nullopt;
  if (!person) return refuse(visit, 404, "Lead not found", "There is no lead at this address.");
  return show(visit, *person);
}

}  // namespace latchkey::admin
