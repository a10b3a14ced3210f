#include "customers/privacy/export_person.hpp"

#include <algorithm>
#include <cctype>

#include "base/clock_text.hpp"

namespace latchkey::customers {
namespace {

using nlohmann::json;

// `first_name` to `firstName`.
std::string camel_case(std::string_view name) {
  std::string text;
  bool is_first_of_word = false;
  for (const char c : name) {
    if (c != '_') text += is_first_of_word ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    is_first_of_word = c == '_';
  }
  return text;
}

bool is_hidden(const Column& column) { return column.form == Form::hidden; }

json value_of(const db::Row& row, const Column& column) {
  if (row.is_null(column.name)) return nullptr;
  switch (column.form) {
    case Form::id:
      return row.uuid(column.name).text();
    case Form::time:
      return iso8601_from_database(row.text(column.name));
    case Form::number:
      return row.integer(column.name);
    case Form::flag:
      return row.flag(column.name);
    case Form::json:
      return json::parse(row.text(column.name));
    case Form::text:
    case Form::hidden:
      break;
  }
  return row.text(column.name);
}

json row_json(const db::Row& row, const PersonalTable& table) {
  json object = json::object();
  for (const auto& column : table.columns) {
    if (!is_hidden(column)) object[camel_case(column.name)] = value_of(row, column);
  }
  return object;
}

std::string make_select(const PersonalTable& table, const Way& way) {
  std::string columns;
  for (const auto& column : table.columns) {
    if (is_hidden(column)) continue;
    columns += (columns.empty() ? "x." : ", x.") + std::string(column.name);
  }
  return "SELECT " + columns + " FROM " + std::string(way.from) + " WHERE " + std::string(way.condition);
}

json rows_json(db::Connection& db, const DataSubject& subject, const PersonalTable& table) {
  json all = json::array();
  for (const auto& way : table.ways) {
    if (way.key == Key::last_name) continue;  // others have the name too
    const std::string sql = make_select(table, way);
    for (const auto& value : key_values(subject, way.key)) {
      for (const auto& row : db.query(sql, {value})) all.push_back(row_json(row, table));
    }
  }
  // The ways of a table may find the same row; objects that begin with an id of version 7 stand in the order of time.
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

}  // namespace

json export_person(db::Connection& db, const audit::Actor& actor, const DataSubject& subject) {
  return db.in_transaction([&](db::Transaction&) {
    const auto now = db.query("SELECT UTC_TIMESTAMP(6) AS now").at(0).text("now");
    json data = json::object();
    for (const auto& table : personal_tables()) {
      if (std::ranges::all_of(table.columns, is_hidden)) continue;
      json rows = rows_json(db, subject, table);
      if (!rows.empty()) data[camel_case(table.name)] = std::move(rows);
    }
    audit::record_change(
        db, actor,
        {subject.customer_id ? "customer.personal_data" : "lead.personal_data",
         subject.customer_id ? "customer" : "lead", subject.customer_id.value_or(subject.lead_id), nullptr, nullptr});
    const json customer_id = subject.customer_id ? json(subject.customer_id->text()) : json(nullptr);
    return json{{"person", {{"leadId", subject.lead_id.text()}, {"customerId", customer_id}}},
                {"exportedAt", iso8601_from_database(now)},
                {"data", std::move(data)}};
  });
}

}  // namespace latchkey::customers
