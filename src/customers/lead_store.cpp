#include "customers/lead_store.hpp"

namespace latchkey::customers {
namespace {

std::optional<Uuid> source_id(const TouchedBy& by) {
  return by.source ? std::optional(by.source->user_id) : std::nullopt;
}

std::optional<std::string> source_name(const TouchedBy& by) {
  return by.source ? std::optional(by.source->name) : std::nullopt;
}

// VALUES(column) is the value that the INSERT would have stored (MariaDB, and MySQL 8 where it is deprecated but
// works).
bool insert_or_lock(db::Connection& db, const Uuid& id, const Uuid& touch_id, const Person& person,
                    const std::string& metadata, const TouchedBy& by) {
  static constexpr std::uint64_t inserted = 1;
  return db.execute(
             R"sql(
             INSERT INTO leads (id, email, first_name, last_name, phone, phone_country_code,
                 nationality_country_code, source_user_id, source_name, first_touch_id, latest_touch_id, metadata,
                 created_at, updated_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
             ON DUPLICATE KEY UPDATE first_name = COALESCE(first_name, VALUES(first_name)),
                 last_name = COALESCE(last_name, VALUES(last_name)), phone_country_code = IF(phone IS NULL,
                 VALUES(phone_country_code), phone_country_code), phone = COALESCE(phone, VALUES(phone)),
                 nationality_country_code = COALESCE(nationality_country_code, VALUES(nationality_country_code)),
                 source_name = IF(VALUES(source_user_id) IS NULL, source_name, VALUES(source_name)),
                 source_user_id = COALESCE(VALUES(source_user_id), source_user_id),
                 latest_touch_id = VALUES(latest_touch_id), metadata = IF(LENGTH(metadata) > 200000,
                 VALUES(metadata), JSON_MERGE_PATCH(metadata, VALUES(metadata))), updated_at = VALUES(updated_at))sql",
             {id, person.email, person.first_name, person.last_name, person.phone, person.phone_country_code,
              person.nationality_country_code, source_id(by), source_name(by), touch_id, touch_id, metadata}) ==
         inserted;
}

TouchedLead find_matched(db::Connection& db, const std::string& email) {
  const auto rows = db.query("SELECT id, source_user_id, source_name FROM leads WHERE email = ?", {email});
  const auto& row = rows.at(0);
  TouchedLead lead{row.uuid(0), LeadOutcome::matched, std::nullopt};
  if (!row.is_null(2)) lead.source = LeadSource{row.optional_uuid(1), row.text(2)};
  return lead;
}

TouchedLead describe_new(const Uuid& id, const TouchedBy& by) {
  TouchedLead lead{id, LeadOutcome::created, std::nullopt};
  if (by.source) lead.source = LeadSource{by.source->user_id, by.source->name};
  return lead;
}

}  // namespace

TouchedLead touch_lead(db::Connection& db, const Person& person, const Marketing& marketing, const TouchedBy& by) {
  const Uuid new_id = Uuid::make();
  const Uuid touch_id = Uuid::make();
  const std::string metadata = marketing.metadata.dump();
  const bool is_new = insert_or_lock(db, new_id, touch_id, person, metadata, by);
  TouchedLead lead = is_new ? describe_new(new_id, by) : find_matched(db, person.email);
  db.execute(
      R"sql(
      INSERT INTO touches (id, lead_id, touched_at, api_key_id, api_key_name, source_user_id, source_name,
          utm_details, metadata)
      VALUES (?, ?, UTC_TIMESTAMP(6), ?, ?, ?, ?, ?, ?))sql",
      {touch_id, lead.id, by.api_key_id, by.api_key_name, source_id(by), source_name(by), marketing.utm_details.dump(),
       metadata});
  return lead;
}

}  // namespace latchkey::customers
