#include "customers/privacy/data_subject.hpp"

#include <algorithm>

namespace latchkey::customers {
namespace {

// Without the empty ones and without repetitions.
std::vector<std::string> texts_in(const db::Row& row, std::string_view first, std::string_view second) {
  std::vector<std::string> texts;
  for (const auto column : {first, second}) {
    const std::string text = row.text_or(column, "");
    if (!text.empty() && std::ranges::find(texts, text) == texts.end()) texts.push_back(text);
  }
  return texts;
}

}  // namespace

std::optional<DataSubject> find_data_subject(db::Connection& db, const Uuid& lead_id) {
  const auto rows = db.query(
      R"sql(
      SELECT l.email, l.phone, l.last_name, c.id AS customer_id, c.phone AS customer_phone,
          c.last_name AS customer_last_name
      FROM leads l
      LEFT JOIN customers c ON c.lead_id = l.id
      WHERE l.id = ?)sql",
      {lead_id});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  return DataSubject{.lead_id = lead_id,
                     .customer_id = row.optional_uuid("customer_id"),
                     .email = row.text("email"),
                     .phones = texts_in(row, "phone", "customer_phone"),
                     .last_names = texts_in(row, "last_name", "customer_last_name")};
}

std::vector<db::Value> key_values(const DataSubject& subject, Key key) {
  switch (key) {
    case Key::lead:
      return {subject.lead_id};
    case Key::customer:
      return subject.customer_id ? std::vector<db::Value>{*subject.customer_id} : std::vector<db::Value>{};
    case Key::email:
      return {subject.email};
    case Key::phone:
      return {subject.phones.begin(), subject.phones.end()};
    case Key::last_name:
      break;
  }
  return {subject.last_names.begin(), subject.last_names.end()};
}

std::vector<StoredRows> preview_erasing(db::Connection& db, const DataSubject& subject) {
  std::vector<StoredRows> found;
  for (const auto& table : personal_tables()) {
    if (!table.is_erasable()) continue;
    std::int64_t rows = 0;
    for (const auto& way : table.ways) {
      const std::string sql =
          "SELECT COUNT(*) AS count FROM " + std::string(way.from) + " WHERE " + std::string(way.condition);
      for (const auto& value : key_values(subject, way.key)) rows += db.query(sql, {value}).at(0).integer("count");
    }
    if (rows > 0) found.push_back({table, rows});
  }
  return found;
}

}  // namespace latchkey::customers
