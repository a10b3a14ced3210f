#include "admin/frame/frame.hpp"
#include "admin/people/directory_page.hpp"
#include "admin/people/people_pages.hpp"
#include "customers/lead_record.hpp"

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

DirectoryText directory_text() {
  return {customers::Directory::leads, "/leads", "Leads",
          "There is no lead yet. Leads come by the API, with each customer or before.", "Source"};
}

}  // namespace

Response list_leads(const Visit& visit) { return show_directory(visit, directory_text()); }

Response export_leads(const Visit& visit) { return export_directory(visit, directory_text()); }

Response show_lead(const Visit& visit) {
  const auto lead = Uuid::parse(visit.id) ? customers::find_lead_by_id_or_email(visit.db, visit.id) : std::nullopt;
  if (!lead) return refuse(visit, 404, "Lead not found", "There is no lead at this address.");
  const std::string name = lead->first_name.value_or("") + " " + lead->last_name.value_or("");
  Page page(visit, name == " " ? lead->email : name);
  page.below("Leads", "/admin/leads");
  const bool may_see = visit.may(staff::Area::customers, staff::Level::view);
  const auto after = Uuid::parse(visit.asked("after"));
  const auto found = customers::list_touches(visit.db, lead->id, after, touches_page);
  page.add(Details{"",
                   {{"E-mail", plain(lead->email)},
                    {"Source", plain(lead->source_name.value_or(""))},
                    {"Customer", !lead->customer_id ? plain("not yet")
                                 : may_see          ? link("Open", "/admin/customers/" + lead->customer_id->text())
                                                    : plain("yes")},
                    {"Metadata", lines_cell(lead->metadata)},
                    {"Id", code(lead->id.text())}}});
  Table first{.title = "First and latest touch",
              .empty = "There is no touch.",
              .columns = {"At", "API key", "Source", "Marketing", "Metadata"}};
  if (lead->first_touch) first.rows.push_back(row_of(*lead->first_touch));
  if (found.touches.size() > 1) first.rows.push_back(row_of(found.touches.front()));
  Table all{.title = "All touches, the newest first", .empty = "There is no touch.", .columns = first.columns};
  for (const auto& touch : found.touches) all.rows.push_back(row_of(touch));
  if (found.has_more) all.next = "/admin/leads/" + visit.id + "?after=" + found.touches.back().id.text();
  if (!after) page.add(first);
  return page.add(all).render();
}

}  // namespace latchkey::admin
