#include "admin/people/directory_page.hpp"

#include "admin/frame/frame.hpp"
#include "base/utf8.hpp"

namespace latchkey::admin {
namespace {

std::string_view key_text(customers::SearchKey key) {
  switch (key) {
    case customers::SearchKey::email:
      return "by e-mail";
    case customers::SearchKey::last_name:
      return "by last name";
    case customers::SearchKey::first_name:
      return "by first name";
    case customers::SearchKey::phone:
      return "by phone";
    case customers::SearchKey::newest:
      break;
  }
  return "the newest first";
}

Cell detail_cell(customers::Directory directory, const customers::Entry& entry) {
  const std::string detail = detail_of(directory, entry);
  if (directory == customers::Directory::leads) return plain(detail);
  return badge(detail, entry.is_blocked ? Tone::bad : Tone::good);
}

}  // namespace

std::string detail_of(customers::Directory directory, const customers::Entry& entry) {
  if (directory == customers::Directory::leads) return entry.source_name;
  return entry.is_blocked ? "blocked" : "active";
}

http::Response show_directory(const Visit& visit, const DirectoryText& text) {
  const std::string wanted(trim(visit.asked("q")));
  if (const auto id = Uuid::parse(wanted)) return go(text.path + "/" + id->text());
  Page page(visit, text.title);
  Form form{.action = text.path, .submit = "Search", .method = Form::Method::get, .shape = Form::Shape::row};
  form.fields = {{.name = "q",
                  .label = "Beginning of e-mail, name or phone, or an id",
                  .kind = Field::Kind::search,
                  .value = wanted}};
  page.add(form);
  const auto found = customers::search_directory(
      visit.db, {.directory = text.directory, .text = wanted, .after = Uuid::parse(visit.asked("after"))});
  Table table{.title = wanted.empty() ? "" : "Found " + std::string(key_text(found.key)),
              .empty = wanted.empty() ? text.empty : "Nothing begins like this. Try fewer letters.",
              .columns = {"Name", "E-mail", "Phone", text.detail, "Created"}};
  for (const auto& entry : found.entries) {
    const std::string name(trim(entry.first_name + " " + entry.last_name));
    table.rows.push_back({link(name.empty() ? entry.email : name, "/admin" + text.path + "/" + entry.id.text()),
                          plain(entry.email), plain(entry.phone), detail_cell(text.directory, entry),
                          moment(entry.created_at)});
  }
  if (found.has_more) {
    table.next = "/admin" + text.path + "?q=" + percent_encode(wanted) + "&after=" + found.entries.back().id.text();
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
