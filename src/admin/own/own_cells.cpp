#include "admin/own/own_cells.hpp"

#include "base/utf8.hpp"

namespace latchkey::admin {
namespace {

constexpr std::size_t page_size = 50;

struct ListText {
  std::string title;
  std::string path;
  std::string empty;
};

ListText text_of(OwnList list) {
  if (list == OwnList::leads) return {"Leads", "/admin/leads", "There is no lead of yours."};
  return {"Customers", "/admin/customers", "There is no customer of yours."};
}

const Uuid& id_in(OwnList list, const OwnPerson& person) {
  return list == OwnList::leads || !person.customer_id ? person.lead_id : *person.customer_id;
}

Cell state_cell(const OwnPerson& person) {
  if (!person.customer_id) return plain("lead");
  return person.is_blocked ? badge("blocked", Tone::bad) : badge("customer", Tone::good);
}

}  // namespace

bool may_see_persons(const Visit& visit) { return visit.session.reach != staff::Reach::own; }

std::string title_of(const Visit& visit, const OwnPerson& person, const Uuid& id) {
  if (!may_see_persons(visit)) return id.text();
  const std::string name(trim(person.first_name + " " + person.last_name));
  return name.empty() ? person.email : name;
}

Details details_of(const Visit& visit, const OwnPerson& person) {
  Details details;
  if (may_see_persons(visit)) {
    details.rows = {{"Name", plain(trim(person.first_name + " " + person.last_name))},
                    {"E-mail", plain(person.email)},
                    {"Phone", plain(person.phone)}};
  }
  details.rows.insert(details.rows.end(), {{"State", state_cell(person)},
                                           {"Country", plain(person.country)},
                                           {"Language", plain(person.language)},
                                           {"First deposit", moment(person.first_deposit_at)},
                                           {"Created", moment(person.created_at)},
                                           {"Customer since", moment(person.converted_at)}});
  return details;
}

http::Response show_own_people(const Visit& visit, OwnList list) {
  const auto text = text_of(list);
  auto people = list_own_people(visit.db, {.list = list,
                                           .source = visit.session.user_id,
                                           .after = Uuid::parse(visit.asked("after")),
                                           .limit = page_size + 1});
  Table table{.empty = text.empty, .columns = {"Name", "State", "Country", "First deposit", "Created"}};
  if (!may_see_persons(visit)) table.columns.front() = "Id";
  if (people.size() > page_size) {
    people.pop_back();
    table.next = text.path + "?after=" + people.back().lead_id.text();
  }
  for (const auto& person : people) {
    const Uuid& id = id_in(list, person);
    table.rows.push_back({link(title_of(visit, person, id), text.path + "/" + id.text()), state_cell(person),
                          plain(person.country), moment(person.first_deposit_at), moment(person.created_at)});
  }
  return Page(visit, text.title).add(table).render();
}

}  // namespace latchkey::admin
