#include "api/frame/own_leads.hpp"

namespace latchkey::api {

bool is_own_lead(db::Connection& db, const ApiKey& key, const Uuid& lead_id) {
  if (key.source) {
    const auto rows = db.query("SELECT source_user_id FROM leads WHERE id = ?", {lead_id});
    return !rows.empty() && rows.front().optional_uuid("source_user_id") == key.source->user_id;
  }
  const auto rows = db.query(
      R"sql(
      SELECT COALESCE(k.first_key_id, t.api_key_id) AS first_key_id
      FROM leads l
      JOIN touches t ON t.id = l.first_touch_id
      LEFT JOIN api_keys k ON k.id = t.api_key_id
      WHERE l.id = ?)sql",
      {lead_id});
  return !rows.empty() && rows.front().optional_uuid("first_key_id") == key.first_id();
}

}  // namespace latchkey::api
