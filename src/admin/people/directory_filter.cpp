#include "admin/people/directory_filter.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "admin/people/country_cell.hpp"
#include "base/utf8.hpp"
#include "customers/fields/country.hpp"
#include "customers/import/lead_import.hpp"
#include "customers/statuses/lead_status.hpp"

namespace latchkey::admin {
namespace {

using customers::Directory;
using customers::Order;

constexpr std::array<std::pair<std::string_view, Order>, 4> orders{{{"", Order::newest},
                                                                    {"oldest", Order::oldest},
                                                                    {"email", Order::email},
                                                                    {"email-backwards", Order::email_backwards}}};
constexpr std::array<std::string_view, 4> order_labels{"newest first", "oldest first", "by e-mail, from A",
                                                       "by e-mail, from Z"};

std::vector<Choice> with_chosen(std::vector<Choice> choices, const std::string& chosen) {
  for (auto& choice : choices) choice.is_chosen = choice.value == chosen;
  return choices;
}

// An id that the field has; an error for any other text.
std::optional<Uuid> read_id(const std::string& text, const std::string& name, Errors& errors) {
  if (text.empty()) return std::nullopt;
  const auto id = Uuid::parse(text);
  if (!id) errors[name] = "Choose one of the list.";
  return id;
}

std::optional<bool> read_choice(const std::string& text, const std::string& name,
                                const std::pair<std::string_view, std::string_view>& no_and_yes, Errors& errors) {
  if (text.empty()) return std::nullopt;
  if (text != no_and_yes.first && text != no_and_yes.second) errors[name] = "Choose one of the list.";
  return text == no_and_yes.second;
}

std::vector<Choice> status_choices(const Visit& visit, Directory directory) {
  if (directory == Directory::customers) return {{"", "all"}, {"active", "active"}, {"blocked", "blocked"}};
  std::vector<Choice> choices{{"", "all"}};
  for (const auto& status : customers::list_lead_statuses(visit.db)) choices.push_back({status.id.text(), status.name});
  return choices;
}

// Whether leads without a status of their own are shown with this one: those who are customers (true), the others
// (false), or none.
std::optional<bool> find_default(const Visit& visit, const Uuid& status) {
  using customers::StatusGroup;
  const auto statuses = customers::list_lead_statuses(visit.db);
  if (customers::default_status(statuses, StatusGroup::converted).id == status) return true;
  if (customers::default_status(statuses, StatusGroup::fresh).id == status) return false;
  return std::nullopt;
}

// Rows of an id and a name.
std::vector<Choice> choices_of(const db::Rows& rows) {
  std::vector<Choice> choices{{"", "all"}};
  for (const auto& row : rows) choices.push_back({row.uuid("id").text(), row.text("name")});
  return choices;
}

std::vector<Choice> source_choices(const Visit& visit) {
  return choices_of(visit.db.query(
      R"sql(
      SELECT u.id, CONCAT(u.first_name, ' ', u.last_name) AS name
      FROM users u
      WHERE EXISTS (SELECT 1 FROM api_keys k WHERE k.user_id = u.id)
      ORDER BY name
      LIMIT 200)sql"));
}

// Of keys that have replaced one another the first one stands for all.
std::vector<Choice> key_choices(const Visit& visit) {
  auto choices = choices_of(visit.db.query(
      R"sql(
      SELECT k.id, CONCAT(k.name, ' ', k.prefix) AS name
      FROM api_keys k
      WHERE k.first_key_id IS NULL OR k.first_key_id = k.id
      ORDER BY name
      LIMIT 200)sql"));
  choices.push_back({customers::import_key_id.text(), std::string(customers::import_origin)});
  return choices;
}

std::vector<Choice> country_filter_choices() {
  auto choices = country_choices("");
  choices.insert(choices.begin(), {"", "all"});
  return choices;
}

Field select(std::string name, std::string label, std::vector<Choice> choices) {
  return {.name = std::move(name),
          .label = std::move(label),
          .kind = Field::Kind::select,
          .choices = std::move(choices),
          .need = Field::Need::required};  // nothing of the filter is called optional
}

}  // namespace

const std::vector<std::string>& filter_field_names() {
  static const std::vector<std::string> names{"q",       "status", "source", "key", "further",
                                              "country", "from",   "to",     "sort"};
  return names;
}

customers::Search read_search(const Visit& visit, ReadField read, const DirectoryText& text, Errors& errors) {
  const auto field = [&](std::string_view name) { return std::string(trim((visit.*read)(name))); };
  customers::Search search{.directory = text.directory, .text = field("q")};
  auto& filter = search.filter;
  if (text.directory == Directory::customers) {
    filter.is_blocked = read_choice(field("status"), "status", {"active", "blocked"}, errors);
  } else {
    filter.lead_status = read_id(field("status"), "status", errors);
    if (filter.lead_status) filter.is_default_of = find_default(visit, *filter.lead_status);
  }
  filter.source = read_id(field("source"), "source", errors);
  filter.api_key = read_id(field("key"), "key", errors);
  filter.is_further = read_choice(field("further"), "further", {"no", "yes"}, errors);
  if (const auto country = field("country"); !country.empty()) {
    filter.country = customers::parse_country_code(country);
    if (!filter.country) errors["country"] = "Choose one of the list.";
  }
  const Days days = read_days(visit, read, errors);
  filter.from = days.from;
  filter.until = days.until;
  const bool has_days = errors.empty() && (days.from || days.until);
  if (has_days) {
    auto bounds = id_bounds_of(days);
    filter.first_id = std::move(bounds.first);
    filter.last_id = std::move(bounds.last);
  }
  const auto sort = field("sort");
  for (const auto& [word, order] : orders) {
    if (word == sort) search.order = order;
  }
  return search;
}

std::vector<Field> filter_fields(const Visit& visit, const DirectoryText& text) {
  const auto is_customers = text.directory == Directory::customers;
  const auto add = [&](std::string name, std::string label, const std::vector<Choice>& choices) {
    const auto chosen = visit.asked(name);
    return select(std::move(name), std::move(label), with_chosen(choices, chosen));
  };
  std::vector<Field> fields{
      add("status", "Status", status_choices(visit, text.directory)), add("source", "Source", source_choices(visit)),
      add("key", "API key", key_choices(visit)),
      add("further", is_customers ? "Has deposited" : "Is a customer", {{"", "all"}, {"yes", "yes"}, {"no", "no"}}),
      add("country", "Country of the phone", country_filter_choices())};
  add_day_fields(visit, &Visit::asked, fields);
  for (auto& field : fields) field.need = Field::Need::required;
  std::vector<Choice> sorts;
  for (std::size_t i = 0; i < orders.size(); ++i) {
    sorts.push_back({std::string(orders.at(i).first), std::string(order_labels.at(i))});
  }
  fields.push_back(add("sort", "Order", sorts));
  Field columns{.name = "col", .label = "Columns", .kind = Field::Kind::choices};
  const auto chosen = chosen_columns(visit, text);
  for (const auto& column : all_columns(text)) {
    const bool is_chosen = std::ranges::find(chosen, column.name, &ShownColumn::name) != chosen.end();
    columns.choices.push_back({column.name, column.label, is_chosen});
  }
  fields.push_back(std::move(columns));
  return fields;
}

std::vector<ShownColumn> all_columns(const DirectoryText& text) {
  std::vector<ShownColumn> columns{
      {"email", "E-mail", true}, {"phone", "Phone", true}, {"country", "Country"}, {"language", "Language"}};
  if (text.directory == Directory::customers) {
    columns.push_back({"status", "Status", true});
    columns.push_back({"source", "Source"});
  } else {
    columns.push_back({"status", "Status"});
    columns.push_back({"source", "Source", true});
    columns.push_back({"owner", "Owner"});
    columns.push_back({"converted", "Customer since"});
  }
  columns.push_back({"key", "API key"});
  columns.push_back({"deposit", "First deposit"});
  columns.push_back({"created", "Created", true});
  return columns;
}

std::vector<ShownColumn> chosen_columns(const Visit& visit, const DirectoryText& text) {
  auto columns = all_columns(text);
  const auto is_ticked = [&](const ShownColumn& column) { return !visit.asked("col." + column.name).empty(); };
  const bool is_any = std::ranges::any_of(columns, is_ticked);
  std::erase_if(columns, [&](const ShownColumn& column) { return is_any ? !is_ticked(column) : !column.is_usual; });
  return columns;
}

std::string address_of_search(const Visit& visit, const DirectoryText& text) {
  std::string query;
  const auto add = [&](const std::string& name) {
    if (const auto value = visit.asked(name); !value.empty()) {
      query += (query.empty() ? "" : "&") + name + "=" + percent_encode(value);
    }
  };
  for (const auto& name : filter_field_names()) add(name);
  for (const auto& column : all_columns(text)) add("col." + column.name);
  return "/admin" + text.path + "?" + query;
}

}  // namespace latchkey::admin
