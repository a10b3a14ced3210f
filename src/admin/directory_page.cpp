#include "admin/directory_page.hpp"

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

Cell detail_cell(const DirectoryText& text, const customers::Entry& entry) {
  if (text.directory == customers::Directory::leads) return plain(entry.detail);
  return badge(entry.detail, entry.detail == "active" ? Tone::good : Tone::bad);
}

}  // namespace

http::Response show_directory(const Visit& visit, const DirectoryText& text) {
  const std::string wanted(trim(visit.asked("q")));
  if (const auto id = Uuid::parse(wanted)) return go(text.path + "/" + id->text());
  Page page(visit, text.title);
  Form form{
      .title = "", .action = text.path, .submit = "Search", .method = Form::Method::get, .shape = Form::Shape::row};
  form.fields = {{.name = "q",
                  .label = "Beginning of e-mail, name or phone, or an id",
                  .kind = Field::Kind::search,
                  .value = wanted}};
  page.add(form);
  const auto found = customers::search(visit.db, text.directory, wanted, Uuid::parse(visit.asked("after")));
  Table table{.title = wanted.empty() ? "" : "Found " + std::string(key_text(found.key)),
              .empty = wanted.empty() ? text.empty : "Nothing begins like this. Try fewer letters.",
              .columns = {"Name", "E-mail", "Phone", text.detail, "Created"}};
  for (const auto& entry : found.entries) {
    const std::string name(trim(entry.first_name + " " + entry.last_name));
    table.rows.push_back({link(name.empty() ? entry.email : name, "/admin" + text.path + "/" + entry.id.text()),
                          plain(entry.email), plain(entry.phone), detail_cell(text, entry), moment(entry.created_at)});
  }
  if (found.has_more) {
    table.next = "/admin" + text.path + "?q=" + percent_encode(wanted) + "&after=" + found.entries.back().id.text();
  }
  return page.add(table).render();
}

}  // namespace latchkey::admin
