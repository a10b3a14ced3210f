#include "customers/directory/details.hpp"

#include "base/clock_text.hpp"
#include "customers/statuses/lead_status.hpp"

namespace latchkey::customers {
namespace {

using nlohmann::json;

// The ids come as a JSON array of hex digits, since a prepared statement has a fixed number of parameters.
// STRAIGHT_JOIN keeps the few ids in front, so that each table behind them is read by its key.
constexpr std::string_view select_customers =
    R"sql(
    SELECT STRAIGHT_JOIN c.id, c.nationality_country_code, c.phone_country_code, c.language, l.source_name,
        c.created_at AS converted_at, l.first_deposit_at, s.name AS status, f.api_key_name AS api_key,
        CONCAT(o.first_name, ' ', o.last_name) AS owner,
        CAST(f.utm_details AS CHAR) AS first_utm,
        CAST(n.utm_details AS CHAR) AS latest_utm,
        CAST(l.metadata AS CHAR) AS metadata
    FROM JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$')) AS wanted
    JOIN customers c ON c.id = UNHEX(wanted.id)
    JOIN leads l ON l.id = c.lead_id
    LEFT JOIN touches f ON f.id = l.first_touch_id
    LEFT JOIN touches n ON n.id = l.latest_touch_id
    LEFT JOIN lead_statuses s ON s.id = l.status_id
    LEFT JOIN users o ON o.id = l.owner_user_id)sql";
constexpr std::string_view select_leads =
    R"sql(
    SELECT STRAIGHT_JOIN l.id, l.nationality_country_code, l.phone_country_code, l.language, l.source_name,
        c.created_at AS converted_at, l.first_deposit_at, s.name AS status, f.api_key_name AS api_key,
        CONCAT(o.first_name, ' ', o.last_name) AS owner,
        CAST(f.utm_details AS CHAR) AS first_utm,
        CAST(n.utm_details AS CHAR) AS latest_utm,
        CAST(l.metadata AS CHAR) AS metadata
    FROM JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$')) AS wanted
    JOIN leads l ON l.id = UNHEX(wanted.id)
    LEFT JOIN touches f ON f.id = l.first_touch_id
    LEFT JOIN touches n ON n.id = l.latest_touch_id
    LEFT JOIN lead_statuses s ON s.id = l.status_id
    LEFT JOIN users o ON o.id = l.owner_user_id
    LEFT JOIN customers c ON c.lead_id = l.id)sql";

json ids_json(const std::vector<Uuid>& ids) {
  json array = json::array();
  for (const auto& id : ids) {
    std::string hex = id.text();
    std::erase(hex, '-');
    array.push_back(hex);
  }
  return array;
}

json object_of(const db::Row& row, std::string_view column) { return json::parse(row.text_or(column, "{}")); }

// The name that a lead without a status of its own has.
std::string default_of(const std::vector<LeadStatus>& statuses, const db::Row& row) {
  return default_status(statuses, row.is_null("converted_at") ? StatusGroup::fresh : StatusGroup::converted).name;
}

std::optional<std::string> time_of(const db::Row& row, std::string_view column) {
  return row.is_null(column) ? std::nullopt : std::optional(iso8601_from_database(row.text(column)));
}

}  // namespace

std::map<Uuid, EntryDetails> list_entry_details(db::Connection& db, Directory directory, const std::vector<Uuid>& ids) {
  const auto sql = directory == Directory::customers ? select_customers : select_leads;
  const auto statuses = list_lead_statuses(db);
  std::map<Uuid, EntryDetails> details;
  for (const auto& row : db.query(sql, {ids_json(ids).dump()})) {
    details.insert_or_assign(row.uuid("id"), EntryDetails{.nationality = row.text_or("nationality_country_code", ""),
                                                          .country = row.text_or("phone_country_code", ""),
                                                          .language = row.text_or("language", ""),
                                                          .status = row.text_or("status", default_of(statuses, row)),
                                                          .owner = row.text_or("owner", ""),
                                                          .api_key = row.text_or("api_key", ""),
                                                          .source_name = row.text_or("source_name", ""),
                                                          .first_utm = object_of(row, "first_utm"),
                                                          .latest_utm = object_of(row, "latest_utm"),
                                                          .metadata = object_of(row, "metadata"),
                                                          .converted_at = time_of(row, "converted_at"),
                                                          .first_deposit_at = time_of(row, "first_deposit_at")});
  }
  return details;
}

}  // namespace latchkey::customers
