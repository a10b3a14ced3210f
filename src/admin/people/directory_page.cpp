#include "admin/people/directory_page.hpp"

#include "admin/frame/frame.hpp"
#include "base/utf8.hpp"
#include "customers/customer_store.hpp"
#include "customers/lead_record.hpp"
#include "customers/person_index.hpp"

namespace latchkey::admin {
namespace {

using customers::Directory;
using customers::Found;

std::string_view match_text(Directory directory, customers::Match match) {
  switch (match) {
    case customers::Match::id:
      return "id";
    case customers::Match::login:
      return "trading login";
    case customers::Match::name:
      return "name";
    case customers::Match::email:
      return "e-mail";
    case customers::Match::phone:
      return "phone";
    case customers::Match::other_record:
      break;
  }
  return directory == Directory::leads ? "the customer's data" : "the lead's data";
}

// By what the search has found the entry.
std::string matches_of(Directory directory, const customers::Entry& entry) {
  std::string text;
  for (const auto match : entry.matches) {
    text += (text.empty() ? "" : ", ") + std::string(match_text(directory, match));
  }
  return text;
}

Cell detail_cell(Directory directory, const customers::Entry& entry) {
  const std::string detail = detail_of(directory, entry);
  if (directory == Directory::leads) return plain(detail);
  return badge(detail, entry.is_blocked ? Tone::bad : Tone::good);
}

std::string_view empty_text(const Found& found) {
  switch (found.problem) {
    case Found::Problem::nothing_to_look_for:
      return "There is no letter and no digit to look for.";
    case Found::Problem::too_many_terms:
      return "These are too many words. Type at most 32.";
    case Found::Problem::none:
      break;
  }
  return found.is_page_cut ? "Nothing yet." : "Nobody has words that begin like these. Try fewer letters or words.";
}

// The page of the customer or lead with this id; nothing when there is none.
std::optional<http::Response> find_page(const Visit& visit, const DirectoryText& text, const std::string& wanted) {
  const auto id = Uuid::parse(wanted);
  if (!id) return std::nullopt;
  const bool is_there = text.directory == Directory::customers
                            ? customers::find_customer(visit.db, *id).has_value()
                            : customers::find_lead_by_id_or_email(visit.db, id->text()).has_value();
  return is_there ? std::optional(go(text.path + "/" + id->text())) : std::nullopt;
}

void add_notices(const Visit& visit, const Found& found, bool is_search, Page& page) {
  if (found.has_too_many_ids) {
    page.add(Notice{Tone::warn, "More ids or trading logins begin like this than are shown. Type more of the digits."});
  }
  if (found.is_page_cut) {
    page.add(Notice{Tone::warn,
                    "These words are so frequent that only a part has been looked through. The next page goes on; one "
                    "more word makes the search faster."});
  }
  if (is_search && !customers::is_search_filled(visit.db)) {
    page.add(Notice{Tone::warn, "The search is still being filled: older people may be missing."});
  }
}

Table make_table(const DirectoryText& text, const Found& found, bool is_search) {
  Table table{.title = is_search && !found.entries.empty() ? "Found, the best matches first" : "",
              .empty = is_search ? std::string(empty_text(found)) : text.empty,
              .columns = {"Name", "E-mail", "Phone", text.detail, "Created"}};
  if (is_search) table.columns.insert(table.columns.begin() + 1, "Found by");
  for (const auto& entry : found.entries) {
    const std::string name(trim(entry.first_name + " " + entry.last_name));
    std::vector<Cell> row{link(name.empty() ? entry.email : name, "/admin" + text.path + "/" + entry.id.text())};
    if (is_search) row.push_back(plain(matches_of(text.directory, entry)));
    row.push_back(plain(entry.email));
    row.push_back(plain(entry.phone));
    row.push_back(detail_cell(text.directory, entry));
    row.push_back(moment(entry.created_at));
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

std::string detail_of(customers::Directory directory, const customers::Entry& entry) {
  if (directory == customers::Directory::leads) return entry.source_name;
  return entry.is_blocked ? "blocked" : "active";
}

http::Response show_directory(const Visit& visit, const DirectoryText& text) {
  const std::string wanted(trim(visit.asked("q")));
  if (auto response = find_page(visit, text, wanted)) return *std::move(response);
  Page page(visit, text.title);
  Form form{.action = text.path, .submit = "Search", .method = Form::Method::get, .shape = Form::Shape::row};
  form.fields = {{.name = "q",
                  .label = "Beginning of e-mail, names, phone, trading login or id",
                  .kind = Field::Kind::search,
                  .value = wanted}};
  page.add(form);
  const auto found = customers::search_directory(
      visit.db, {.directory = text.directory, .text = wanted, .after = visit.asked("after")});
  add_notices(visit, found, !wanted.empty(), page);
  Table table = make_table(text, found, !wanted.empty());
  if (found.has_more) {
    table.next = "/admin" + text.path + "?q=" + percent_encode(wanted) + "&after=" + percent_encode(found.next);
  }
  page.add(table);
  if (!table.rows.empty() && visit.may(staff::Area::exports, staff::Level::view)) {
    page.add(Form{.action = text.path + "/export",
                  .submit = "Export as CSV",
                  .hidden = {{"q", wanted}},
                  .shape = Form::Shape::row});
  }
  return page.render();
}

}  // namespace latchkey::admin
