#include "admin/frame/frame.hpp"
#include "admin/people/directory_page.hpp"
#include "admin/people/people_pages.hpp"
#include "customers/customer_care.hpp"

namespace latchkey::admin {
namespace {

using http::Response;
using nlohmann::json;

constexpr std::size_t touches_page = 50;

std::string text_of(const json& value) { return value.is_string() ? value.get<std::string>() : std::string(); }

// One `name = value` a line.
std::string lines(const json& object) {
  std::string text;
  for (const auto& [name, value] : object.items()) {
    text += (text.empty() ? "" : "\n") + name + " = " + (value.is_string() ? value.get<std::string>() : value.dump());
  }
  return text;
}

Cell lines_cell(const json& object) { return object.empty() ? plain("") : pre(lines(object)); }

std::vector<Cell> row_of(const json& touch) {
  return {moment(text_of(touch["at"])), plain(text_of(touch["apiKey"])), plain(text_of(touch["source"])),
          lines_cell(touch["utmDetails"]), lines_cell(touch["metadata"])};
}

DirectoryText directory_text() {
  return {customers::Directory::leads, "/leads", "Leads",
          "There is no lead yet. Leads come by the API, with each customer or before.", "Source"};
}

}  // namespace

Response list_leads(const Visit& visit) { return show_directory(visit, directory_text()); }

Response export_leads(const Visit& visit) { return export_directory(visit, directory_text()); }

Response show_lead(const Visit& visit) {
  const auto lead = Uuid::parse(visit.id) ? customers::describe_lead(visit.db, visit.id) : std::nullopt;
  if (!lead) return refuse(visit, 404, "Lead not found", "There is no lead at this address.");
  const std::string name = text_of((*lead)["firstName"]) + " " + text_of((*lead)["lastName"]);
  Page page(visit, name == " " ? text_of((*lead)["email"]) : name);
  page.below("Leads", "/admin/leads");
  const std::string customer = text_of((*lead)["customerId"]);
  const bool may_see = visit.may(staff::Area::customers, staff::Level::view);
  const auto after = Uuid::parse(visit.asked("after"));
  const auto found = customers::list_touches(visit.db, Uuid::parse(visit.id).value(), after, touches_page);
  page.add(Details{"",
                   {{"E-mail", plain(text_of((*lead)["email"]))},
                    {"Source", plain(text_of((*lead)["source"]))},
                    {"Customer", customer.empty() ? plain("not yet")
                                 : may_see        ? link("Open", "/admin/customers/" + customer)
                                                  : plain("yes")},
                    {"Metadata", lines_cell((*lead)["metadata"])},
                    {"Id", code(text_of((*lead)["id"]))}}});
  Table first{.title = "First and latest touch",
              .empty = "There is no touch.",
              .columns = {"At", "API key", "Source", "Marketing", "Metadata"}};
  if ((*lead)["firstTouch"].is_object()) first.rows.push_back(row_of((*lead)["firstTouch"]));
  if (found.touches.size() > 1) first.rows.push_back(row_of(found.touches.front()));
  Table all{.title = "All touches, the newest first", .empty = "There is no touch.", .columns = first.columns};
  for (const auto& touch : found.touches) all.rows.push_back(row_of(touch));
  if (found.has_more) all.next = "/admin/leads/" + visit.id + "?after=" + text_of(found.touches.back()["id"]);
  if (!after) page.add(first);
  return page.add(all).render();
}

}  // namespace latchkey::admin
