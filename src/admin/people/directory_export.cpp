#include "admin/frame/long_work_page.hpp"
#include "admin/parts/csv.hpp"
#include "admin/people/directory_filter.hpp"
#include "admin/people/directory_page.hpp"
#include "base/utf8.hpp"
#include "customers/directory/details.hpp"
#include "customers/fields/utm_keys.hpp"

namespace latchkey::admin {
namespace {

// An entry may bring 230 KB, and a page of them stands in memory.
constexpr std::size_t lines_at_once = 100;

std::string text_of(const nlohmann::json& value) {
  return value.is_string() ? value.get<std::string>()
                           : value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// `name: value; name: value`.
std::string list_values(const nlohmann::json& object) {
  std::string text;
  for (const auto& [name, value] : object.items()) text += (text.empty() ? "" : "; ") + name + ": " + text_of(value);
  return text;
}

void add_utm(std::vector<std::string>& line, nlohmann::json utm) {
  for (const auto key : customers::usual_utm_keys) {
    const auto found = utm.find(key);
    line.push_back(found == utm.end() ? std::string() : text_of(*found));
    utm.erase(std::string(key));
  }
  line.push_back(list_values(utm));
}

std::vector<std::string> export_columns(const DirectoryText& text) {
  std::vector<std::string> columns{"Id", "First name", "Last name", "E-mail", "Phone", text.detail, "Created"};
  columns.insert(columns.end(), {"Country", "Language", "Lead status", "Owner", "API key", "First deposit",
                                 "Nationality", "Converted", "Metadata"});
  if (text.directory == customers::Directory::customers) columns.emplace_back("Source");
  for (const std::string touch : {"First touch: ", "Latest touch: "}) {
    for (const auto key : customers::usual_utm_keys) columns.push_back(touch + std::string(key));
    columns.push_back(touch + "others");
  }
  return columns;
}

std::vector<std::string> export_values(customers::Directory directory, const customers::Entry& entry,
                                       const customers::EntryDetails& details) {
  std::vector<std::string> values{entry.id.text(), entry.first_name, entry.last_name,
                                  entry.email,     entry.phone,      detail_of(directory, entry),
                                  entry.created_at};
  values.insert(values.end(), {details.country, details.language, details.status, details.owner, details.api_key,
                               details.first_deposit_at.value_or(""), details.nationality,
                               details.converted_at.value_or(""), list_values(details.metadata)});
  if (directory == customers::Directory::customers) values.push_back(details.source_name);
  add_utm(values, details.first_utm);
  add_utm(values, details.latest_utm);
  return values;
}

// All entries of the search, page by page, until the receiver has gone.
void send_entries(db::Connection& db, customers::Search search, const http::Response::Send& send) {
  for (bool has_more = true; has_more;) {
    const auto found = customers::search_directory(db, search);
    has_more = found.has_more;
    std::vector<Uuid> ids;
    ids.reserve(found.entries.size());
    for (const auto& entry : found.entries) ids.push_back(entry.id);
    const auto details = customers::list_entry_details(db, search.directory, ids, customers::Extent::all);
    std::string lines;
    for (const auto& entry : found.entries) {
      const auto known = details.find(entry.id);
      const auto& more = known == details.end() ? customers::EntryDetails() : known->second;
      lines += csv_line(export_values(search.directory, entry, more));
    }
    search.after = found.next;
    if (!lines.empty() && !send(lines)) return;
  }
}

// For the activity log: what the list was searched and filtered by.
nlohmann::json asked_for(const Visit& visit) {
  nlohmann::json asked{{"search", std::string(trim(visit.typed("q")))}};
  for (const auto& name : filter_field_names()) {
    if (const auto value = visit.typed(name); name != "q" && !value.empty()) asked[name] = value;
  }
  return asked;
}

}  // namespace

http::Response export_directory(const Visit& visit, const DirectoryText& text) {
  return with_long_work(visit, [&](const LongWorkPlace& place) {
    Errors errors;
    auto search = read_search(visit, &Visit::typed, text, errors);
    if (!errors.empty()) return refuse(visit, 422, "The filter cannot be used", "Open the list and filter it anew.");
    search.page_size = lines_at_once;
    const std::string_view action = text.path == "/leads" ? "lead.export" : "customer.export";
    audit::record_change(visit.db, visit.actor(), {action, "list", std::nullopt, nullptr, asked_for(visit)});
    http::Response response(200, std::string(csv_start) + csv_line(export_columns(text)), "text/csv; charset=utf-8");
    response.add_header("Content-Disposition", "attachment; filename=\"" + text.path.substr(1) + ".csv\"");
    response.follow_with(
        [&db = visit.db, search, place](const http::Response::Send& send) { send_entries(db, search, send); });
    return dress(std::move(response));
  });
}

}  // namespace latchkey::admin
