#include "customers/directory/details.hpp"

#include <array>

#include "base/clock_text.hpp"
#include "customers/statuses/lead_status.hpp"

namespace latchkey::customers {
namespace {

using nlohmann::json;

// The ids come as a JSON array of hex digits, since a prepared statement has a fixed number of parameters.
// STRAIGHT_JOIN keeps the few ids in front, so that each table behind them is read by its key.
std::string make_select(Directory directory, Extent extent) {
  const bool is_of_customers = directory == Directory::customers;
  std::string sql = std::string("SELECT STRAIGHT_JOIN ") + (is_of_customers ? "c" : "l");
  sql += R"sql(.id, l.source_name, c.created_at AS converted_at, l.first_deposit_at, s.name AS status,
        f.api_key_name AS api_key, CONCAT(o.first_name, ' ', o.last_name) AS owner, )sql";
  sql += is_of_customers ? "c.nationality_country_code, c.phone_country_code, c.language"
                         : "l.nationality_country_code, l.phone_country_code, l.language";
  if (extent == Extent::all) {
    sql += R"sql(,
        CAST(f.utm_details AS CHAR) AS first_utm,
        CAST(n.utm_details AS CHAR) AS latest_utm,
        CAST(l.metadata AS CHAR) AS metadata)sql";
  }
  sql += " FROM JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$')) AS wanted";
  sql += is_of_customers ? " JOIN customers c ON c.id = UNHEX(wanted.id) JOIN leads l ON l.id = c.lead_id"
                         : " JOIN leads l ON l.id = UNHEX(wanted.id) LEFT JOIN customers c ON c.lead_id = l.id";
  return sql + R"sql(
    LEFT JOIN touches f ON f.id = l.first_touch_id
    LEFT JOIN touches n ON n.id = l.latest_touch_id
    LEFT JOIN lead_statuses s ON s.id = l.status_id
    LEFT JOIN users o ON o.id = l.owner_user_id)sql";
}

const std::string& select_of(Directory directory, Extent extent) {
  static const std::array<std::string, 4> all{
      make_select(Directory::customers, Extent::brief), make_select(Directory::customers, Extent::all),
      make_select(Directory::leads, Extent::brief), make_select(Directory::leads, Extent::all)};
  return all.at((directory == Directory::leads ? 2U : 0U) + (extent == Extent::all ? 1U : 0U));
}

json ids_json(const std::vector<Uuid>& ids) {
  json array = json::array();
  for (const auto& id : ids) {
    std::string hex = id.text();
    std::erase(hex, '-');
    array.push_back(hex);
  }
  return array;
}

json object_of(const db::Row& row, std::string_view column, Extent extent) {
  return extent == Extent::all ? json::parse(row.text_or(column, "{}")) : json::object();
}

// The name that a lead without a status of its own has.
std::string default_of(const std::vector<LeadStatus>& statuses, const db::Row& row) {
  return default_status(statuses, row.is_null("converted_at") ? StatusGroup::fresh : StatusGroup::converted).name;
}

std::optional<std::string> time_of(const db::Row& row, std::string_view column) {
  return row.is_null(column) ? std::nullopt : std::optional(iso8601_from_database(row.text(column)));
}

}  // namespace

std::map<Uuid, EntryDetails> list_entry_details(db::Connection& db, Directory directory, const std::vector<Uuid>& ids,
                                                Extent extent) {
  const auto statuses = list_lead_statuses(db);
  std::map<Uuid, EntryDetails> details;
  for (const auto& row : db.query(select_of(directory, extent), {ids_json(ids).dump()})) {
    details.insert_or_assign(row.uuid("id"), EntryDetails{.nationality = row.text_or("nationality_country_code", ""),
                                                          .country = row.text_or("phone_country_code", ""),
                                                          .language = row.text_or("language", ""),
                                                          .status = row.text_or("status", default_of(statuses, row)),
                                                          .owner = row.text_or("owner", ""),
                                                          .api_key = row.text_or("api_key", ""),
                                                          .source_name = row.text_or("source_name", ""),
                                                          .first_utm = object_of(row, "first_utm", extent),
                                                          .latest_utm = object_of(row, "latest_utm", extent),
                                                          .metadata = object_of(row, "metadata", extent),
                                                          .converted_at = time_of(row, "converted_at"),
                                                          .first_deposit_at = time_of(row, "first_deposit_at")});
  }
  return details;
}

}  // namespace latchkey::customers
