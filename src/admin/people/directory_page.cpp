#include "admin/people/directory_page.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "admin/frame/frame.hpp"
#include "admin/people/country_cell.hpp"
#include "admin/people/directory_filter.hpp"
#include "base/utf8.hpp"
#include "customers/customer_store.hpp"
#include "customers/directory/details.hpp"
#include "customers/leads/lead_record.hpp"
#include "customers/search/person_index.hpp"

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

void add_notices(const Visit& visit, const Found& found, const customers::Search& search, Page& page) {
  const bool is_search = !trim(search.text).empty();
  if (found.has_too_many_ids) {
    page.add(Notice{Tone::warn, "More ids or trading logins begin like this than are shown. Type more of the digits."});
  }
  if (found.is_page_cut) {
    page.add(Notice{Tone::warn,
                    is_search
                        ? "These words are so frequent that only a part has been looked through. The next page goes "
                          "on; one more word makes the search faster."
                        : "Few fit the filter, so that only a part has been looked through. The " +
                              std::string(search.before.empty() ? "next" : "previous") + " page goes on."});
  }
  if (is_search && !customers::is_search_filled(visit.db)) {
    page.add(Notice{Tone::warn, "The search is still being filled: older people may be missing."});
  }
}

std::map<Uuid, customers::EntryDetails> details_of(const Visit& visit, const DirectoryText& text, const Found& found,
                                                   const std::vector<ShownColumn>& columns) {
  static constexpr std::array<std::string_view, 4> in_the_entry{"email", "phone", "created", ""};
  const bool is_enough = std::ranges::all_of(columns, [&](const ShownColumn& column) {
    return std::ranges::find(in_the_entry, column.name) != in_the_entry.end() || column.label == text.detail;
  });
  if (is_enough) return {};
  std::vector<Uuid> ids;
  ids.reserve(found.entries.size());
  for (const auto& entry : found.entries) ids.push_back(entry.id);
  return customers::list_entry_details(visit.db, text.directory, ids, customers::Extent::brief);
}

Cell column_cell(const DirectoryText& text, const std::string& column, const customers::Entry& entry,
                 const customers::EntryDetails& details) {
  if (column == "email") return plain(entry.email);
  if (column == "phone") return plain(entry.phone);
  if (column == "created") return moment(entry.created_at);
  if (column == "country") return country_cell(details.country);
  if (column == "language") return language_cell(details.language);
  if (column == "owner") return plain(details.owner);
  if (column == "key") return plain(details.api_key);
  if (column == "deposit") return moment(details.first_deposit_at);
  if (column == "converted") return moment(details.converted_at);
  const bool is_detail = (column == "status") == (text.directory == Directory::customers);
  if (is_detail) return detail_cell(text.directory, entry);
  return plain(column == "status" ? details.status : details.source_name);
}

Table make_table(const Visit& visit, const DirectoryText& text, const Found& found, bool is_search) {
  const auto columns = chosen_columns(visit, text);
  Table table{.title = is_search && !found.entries.empty() ? "Found, the best matches first" : "",
              .empty = is_search ? std::string(empty_text(found)) : text.empty,
              .columns = {"Name"}};
  if (is_search) table.columns.emplace_back("Found by");
  for (const auto& column : columns) table.columns.push_back(column.label);
  const auto details = details_of(visit, text, found, columns);
  for (const auto& entry : found.entries) {
    const std::string name(trim(entry.first_name + " " + entry.last_name));
    std::vector<Cell> row{link(name.empty() ? entry.email : name, "/admin" + text.path + "/" + entry.id.text())};
    if (is_search) row.push_back(plain(matches_of(text.directory, entry)));
    const auto known = details.find(entry.id);
    const auto& more = known == details.end() ? customers::EntryDetails() : known->second;
    for (const auto& column : columns) row.push_back(column_cell(text, column.name, entry, more));
    table.rows.push_back(std::move(row));
  }
  return table;
}

// `1,234 leads`, `more than 10,000 leads`.
std::string count_text(const DirectoryText& text, const customers::Count& count) {
  std::string number = std::to_string(count.number);
  for (std::size_t i = number.size(); i > 3; i -= 3) number.insert(i - 3, ",");
  const std::string what = " " + lower_ascii(text.title);
  if (count.kind == customers::Count::Kind::more) return "More than " + number + what;
  if (count.kind == customers::Count::Kind::at_least) return "At least " + number + what + "; only a part was counted";
  return number + (count.number == 1 ? what.substr(0, what.size() - 1) : what);
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
  const bool may_import = text.directory == Directory::leads && visit.may(staff::Area::leads, staff::Level::edit);
  if (may_import) page.link_to("Import", "/admin/leads/import", Weight::quiet);
  Errors errors;
  auto search = read_search(visit, &Visit::asked, text, errors);
  Form form{.action = text.path, .submit = "Search", .method = Form::Method::get, .shape = Form::Shape::row};
  form.fields = filter_fields(visit, text);
  form.fields.insert(form.fields.begin(), {.name = "q",
                                           .label = "Beginning of e-mail, names, phone, trading login or id",
                                           .kind = Field::Kind::search,
                                           .value = wanted});
  tell(form.fields, errors);
  form.folded = {.title = "Filter, order and columns", .is_open = !search.filter.is_empty() || !errors.empty()};
  page.add(form);
  if (!errors.empty()) {
    page.add(Notice{Tone::bad, "The filter cannot be used: see what stands beside it. Nobody is shown."});
    return page.render();
  }
  const bool is_search = !wanted.empty();
  search.after = visit.asked("after");
  if (!is_search) search.before = visit.asked("before");
  const auto found = customers::search_directory(visit.db, search);
  add_notices(visit, found, search, page);
  Table table = make_table(visit, text, found, is_search);
  if (!is_search) {
    table.count = count_text(text, customers::count_directory(visit.db, search));
    if (!search.filter.is_empty()) table.empty = found.is_page_cut ? "Nothing yet." : "Nobody fits the filter.";
  }
  const std::string address = address_of_search(visit, text);
  if (found.has_more) table.next = address + "&after=" + percent_encode(found.next);
  if (found.has_former) table.former = address + "&before=" + percent_encode(found.former);
  page.add(table);
  if (!table.rows.empty() && visit.may(staff::Area::exports, staff::Level::view)) {
    Form take{.action = text.path + "/export", .submit = "Export as CSV", .shape = Form::Shape::row, .quiet = true};
    for (const auto& name : filter_field_names()) take.hidden.emplace_back(name, visit.asked(name));
    page.add(take);
  }
  return page.render();
}

}  // namespace latchkey::admin
