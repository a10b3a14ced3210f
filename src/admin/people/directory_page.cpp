#include "admin/people/directory_page.hpp"

#include "admin/frame/csv.hpp"
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

// A lead's source or a customer's status.
std::string detail_of(customers::Directory directory, const customers::Entry& entry) {
  if (directory == customers::Directory::leads) return entry.source_name;
  return entry.is_blocked ? "blocked" : "active";
}

Cell detail_cell(customers::Directory directory, const customers::Entry& entry) {
  const std::string detail = detail_of(directory, entry);
  if (directory == customers::Directory::leads) return plain(detail);
  return badge(detail, entry.is_blocked ? Tone::bad : Tone::good);
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
  if (!table.rows.empty()) {
    Form take{.title = "", .action = text.path + "/export", .submit = "Export as CSV", .shape = Form::Shape::row};
    take.hidden = {{"q", wanted}};
    page.add(take);
  }
  return page.render();
}

http::Response export_directory(const Visit& visit, const DirectoryText& text) {
  static constexpr std::size_t lines_at_once = 1000;
  const std::string wanted(trim(visit.typed("q")));
  audit::record_change(
      visit.db, visit.actor(),
      {text.path == "/leads" ? "lead.export" : "customer.export", "list", std::nullopt, nullptr, {{"search", wanted}}});
  http::Response response(200, csv_line({"Id", "First name", "Last name", "E-mail", "Phone", text.detail, "Created"}),
                          "text/csv; charset=utf-8");
  response.add_header("Content-Disposition", "attachment; filename=\"" + text.path.substr(1) + ".csv\"");
  response.follow_with([&db = visit.db, directory = text.directory, wanted](const http::Response::Send& send) {
    std::optional<Uuid> after;
    for (bool has_more = true; has_more;) {
      const auto found = customers::search_directory(
          db, {.directory = directory, .text = wanted, .after = after, .page_size = lines_at_once});
      has_more = found.has_more;
      std::string lines;
      for (const auto& entry : found.entries) {
        lines += csv_line({entry.id.text(), entry.first_name, entry.last_name, entry.email, entry.phone,
                           detail_of(directory, entry), entry.created_at});
        after = entry.id;
      }
      if (!send(lines)) return;
    }
  });
  return dress(std::move(response));
}

}  // namespace latchkey::admin
