#include "customers/leads/lead_record.hpp"

#include "base/clock_text.hpp"
#include "customers/fields/erased_mark.hpp"
#include "email/email.hpp"

namespace latchkey::customers {
namespace {

using nlohmann::json;

Touch touch_of(const db::Row& row) {
  return {.id = row.uuid("id"),
          .touched_at = iso8601_from_database(row.text("touched_at")),
          .api_key_name = row.text("api_key_name"),
          .source_name = row.optional_text("source_name"),
          .marketing = {json::parse(row.text("utm_details")), json::parse(row.text("metadata"))}};
}

std::optional<Touch> find_touch(db::Connection& db, const Uuid& id) {
  const auto rows = db.query(
      R"sql(
      SELECT id, touched_at, api_key_name, source_name, utm_details, metadata
      FROM touches
      WHERE id = ?)sql",
      {id});
  if (rows.empty()) return std::nullopt;
  return touch_of(rows.front());
}

// When the touch happened, DATETIME(6) text; a time after all touches when there is none of this id.
std::string find_touch_time(db::Connection& db, const std::optional<Uuid>& id) {
  static constexpr auto after_all = "9999-12-31";
  if (!id) return after_all;
  const auto rows = db.query("SELECT touched_at FROM touches WHERE id = ?", {*id});
  return rows.empty() ? after_all : rows.front().text("touched_at");
}

}  // namespace

std::optional<Lead> find_lead_by_id_or_email(db::Connection& db, const std::string& id_or_email) {
  const auto rows = db.query(
      R"sql(
      SELECT l.id, l.email, l.first_name, l.last_name, l.source_name, l.metadata, l.first_touch_id,
          c.id AS customer_id
      FROM leads l
      LEFT JOIN customers c ON c.email = l.email
      WHERE l.email = ? OR l.id = ?)sql",
      {email::normalize_email(id_or_email), Uuid::parse(id_or_email)});
  if (rows.empty() || is_erased_email(rows.front().text("email"))) return std::nullopt;
  const auto& row = rows.front();
  return Lead{.id = row.uuid("id"),
              .email = row.text("email"),
              .first_name = row.optional_text("first_name"),
              .last_name = row.optional_text("last_name"),
              .source_name = row.optional_text("source_name"),
              .metadata = json::parse(row.text("metadata")),
              .first_touch = find_touch(db, row.uuid("first_touch_id")),
              .customer_id = row.optional_uuid("customer_id")};
}

TouchPage list_touches(db::Connection& db, const Uuid& lead_id, const std::optional<Uuid>& after,
                       std::size_t page_size) {
  const std::string time = find_touch_time(db, after);
  const auto rows = db.query(
      R"sql(
      SELECT id, touched_at, api_key_name, source_name, utm_details, metadata
      FROM touches
      WHERE lead_id = ?
        AND touched_at <= ?
        AND (touched_at < ? OR id < ?)
      ORDER BY touched_at DESC, id DESC
      LIMIT ?)sql",
      {lead_id, time, time, after.value_or(Uuid()), page_size + 1});  // one more tells whether there is a next page
  TouchPage page;
  for (const auto& row : rows) {
    page.has_more = page.touches.size() == page_size;
    if (!page.has_more) page.touches.push_back(touch_of(row));
  }
  return page;
}

}  // namespace latchkey::customers
