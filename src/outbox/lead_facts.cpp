#include "outbox/lead_facts.hpp"

#include "base/clock_text.hpp"

namespace latchkey::outbox {
namespace {

using nlohmann::json;

json parse_object(const std::string& text) {
  auto object = json::parse(text, nullptr, false);
  return object.is_object() ? object : json::object();
}

json source_of(const db::Row& row) {
  if (row.is_null("source_name")) return nullptr;
  const auto user_id = row.optional_uuid("source_user_id");
  return {{"userId", user_id ? json(user_id->text()) : json(nullptr)}, {"name", row.text("source_name")}};
}

}  // namespace

// A lead from before there were statuses has the default of its group, as customers::find_status_of() says.
std::optional<LeadFacts> find_lead_facts(db::Connection& db, const Uuid& lead_id) {
  const auto rows = db.query(
      R"sql(
      SELECT l.id, l.source_user_id, l.source_name, c.id AS customer_id, t.metadata, s.name AS status,
          s.group_name AS status_group, UTC_TIMESTAMP(6) AS now
      FROM leads l
      LEFT JOIN customers c ON c.lead_id = l.id
      LEFT JOIN touches t ON t.id = l.latest_touch_id
      LEFT JOIN lead_statuses s ON s.id = COALESCE(
          l.status_id,
          (SELECT d.id
           FROM lead_statuses d
           WHERE d.is_enabled = TRUE AND d.group_name = IF(c.id IS NULL, 'new', 'converted')
           ORDER BY d.position, d.id
           LIMIT 1))
      WHERE l.id = ?
      LIMIT 1)sql",
      {lead_id});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  return LeadFacts{.id = row.uuid("id"),
                   .customer_id = row.optional_uuid("customer_id"),
                   .now = iso8601_from_database(row.text("now")),
                   .source = source_of(row),
                   .status = row.text_or("status", ""),
                   .status_group = row.text_or("status_group", ""),
                   .metadata = parse_object(row.text_or("metadata", "{}"))};
}

OriginFacts find_origin_facts(db::Connection& db, const Uuid& lead_id) {
  const auto rows = db.query(
      R"sql(
      SELECT COALESCE(c.phone_country_code, l.phone_country_code) AS country, t.utm_details, t.metadata,
          CAST(FLOOR(UNIX_TIMESTAMP(UTC_TIMESTAMP(6))) AS CHAR) AS unix_seconds
      FROM leads l
      LEFT JOIN customers c ON c.lead_id = l.id
      LEFT JOIN touches t ON t.id = l.first_touch_id
      WHERE l.id = ?
      LIMIT 1)sql",
      {lead_id});
  const auto& row = rows.at(0);
  return {.country = row.text_or("country", ""),
          .unix_seconds = row.text("unix_seconds"),
          .utm_details = parse_object(row.text_or("utm_details", "{}")),
          .metadata = parse_object(row.text_or("metadata", "{}"))};
}

}  // namespace latchkey::outbox
