#include "customers/leads/lead_store.hpp"

#include "customers/leads/lead_batch.hpp"
#include "customers/search/person_words.hpp"
#include "customers/search/word_store.hpp"

namespace latchkey::customers {
namespace {

struct NewTouch {
  Uuid lead_id;  // when the e-mail has no lead yet
  Uuid touch_id;
  const Person& person;
  const std::string& metadata;
  const TouchOrigin& origin;
};

std::optional<Uuid> source_user_id(const TouchOrigin& origin) {
  return origin.source ? origin.source->user_id : std::nullopt;
}

std::optional<std::string> source_name(const TouchOrigin& origin) {
  return origin.source ? std::optional(origin.source->name) : std::nullopt;
}

const Uuid& first_api_key_id(const TouchOrigin& origin) {
  return origin.first_api_key_id ? *origin.first_api_key_id : origin.api_key_id;
}

std::string_view first_status_group(const TouchOrigin& origin) {
  return group_name(origin.becoming == Becoming::customer ? StatusGroup::converted : StatusGroup::fresh);
}

// True when the lead is new. VALUES(column) is the value that the INSERT would have stored; MySQL 8 calls it
// deprecated, but it works there too. The server assigns from left to right: phone_country_code comes before phone, so
// that it sees whether the lead had one.
bool insert_or_lock(db::Connection& db, const NewTouch& touch) {
  static constexpr std::uint64_t inserted = 1;
  const Person& person = touch.person;
  return db.execute(
             R"sql(
             INSERT INTO leads (id, email, first_name, last_name, phone, phone_country_code, nationality_country_code,
                 language, source_user_id, source_name, first_touch_id, latest_touch_id, first_api_key_id, metadata,
                 created_at, updated_at, status_id)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, COALESCE(?, UTC_TIMESTAMP(6)), UTC_TIMESTAMP(6),
                 (SELECT s.id
                  FROM lead_statuses s
                  WHERE s.group_name = ? AND s.is_enabled = TRUE
                  ORDER BY s.position, s.id
                  LIMIT 1))
             ON DUPLICATE KEY UPDATE
                 first_name = COALESCE(first_name, VALUES(first_name)),
                 last_name = COALESCE(last_name, VALUES(last_name)),
                 phone_country_code = IF(phone IS NULL, VALUES(phone_country_code), phone_country_code),
                 phone = COALESCE(phone, VALUES(phone)),
                 nationality_country_code = COALESCE(nationality_country_code, VALUES(nationality_country_code)),
                 language = COALESCE(language, VALUES(language)),
                 source_name = IF(VALUES(source_user_id) IS NULL, source_name, VALUES(source_name)),
                 source_user_id = COALESCE(VALUES(source_user_id), source_user_id),
                 latest_touch_id = VALUES(latest_touch_id),
                 metadata = IF(LENGTH(JSON_MERGE_PATCH(metadata, VALUES(metadata))) > 200000,
                               metadata,
                               JSON_MERGE_PATCH(metadata, VALUES(metadata))),
                 updated_at = VALUES(updated_at))sql",
             {touch.lead_id, person.email, person.first_name, person.last_name, person.phone, person.phone_country_code,
              person.nationality_country_code, person.language, source_user_id(touch.origin), source_name(touch.origin),
              touch.touch_id, touch.touch_id, first_api_key_id(touch.origin), touch.metadata, touch.origin.touched_at,
              first_status_group(touch.origin)}) == inserted;
}

std::optional<Source> source_of(const db::Row& row) {
  if (row.is_null("source_name")) return std::nullopt;
  return Source{row.optional_uuid("source_user_id"), row.text("source_name")};
}

// What the call has added to the lead is found from now on.
TouchedLead take_matched(db::Connection& db, const NewTouch& touch) {
  const std::string& email = touch.person.email;
  // Metadata that was merged is merged again without a change, so this is above the limit only when it was not.
  const auto rows = db.query(
      R"sql(
      SELECT id, first_name, last_name, phone, source_user_id, source_name,
          ? <> '{}' AND LENGTH(JSON_MERGE_PATCH(metadata, ?)) > 200000 AS is_metadata_full
      FROM leads
      WHERE email = ?)sql",
      {touch.metadata, touch.metadata, email});
  const auto& row = rows.at(0);
  add_missing_words(db, row.uuid("id"),
                    words_of({.email = email,
                              .first_name = row.optional_text("first_name"),
                              .last_name = row.optional_text("last_name"),
                              .phone = row.optional_text("phone"),
                              .phone_country_code = std::nullopt,
                              .nationality_country_code = std::nullopt}));
  TouchedLead lead{row.uuid("id"), touch.touch_id, LeadOutcome::matched, source_of(row), row.flag("is_metadata_full")};
  if (touch.origin.becoming == Becoming::customer) {
    lead.conversion = convert_lead(db, {"api key " + touch.origin.api_key_name, std::nullopt}, lead.id);
  }
  return lead;
}

std::string hex_of(const Uuid& id) {
  std::string hex = id.text();
  std::erase(hex, '-');
  return hex;
}

TouchedLead take_new(db::Connection& db, const NewTouch& touch) {
  add_words(db, {{touch.lead_id, words_of(touch.person)}});
  return {touch.lead_id, touch.touch_id, LeadOutcome::created, touch.origin.source};
}

}  // namespace

outbox::Happening happening_of(const TouchedLead& lead) {
  const bool is_new = lead.outcome == LeadOutcome::created;
  return {is_new ? endpoints::Event::lead_created : endpoints::Event::lead_matched, lead.touch_id};
}

TouchedLead touch_lead(db::Connection& db, const Person& person, const Marketing& marketing,
                       const TouchOrigin& origin) {
  const std::string metadata = marketing.metadata.dump();
  const NewTouch touch{Uuid::make(), Uuid::make(), person, metadata, origin};
  const bool is_new = insert_or_lock(db, touch);
  TouchedLead lead = is_new ? take_new(db, touch) : take_matched(db, touch);
  db.execute(
      R"sql(
      INSERT INTO touches (id, lead_id, touched_at, api_key_id, api_key_name, source_user_id, source_name,
          utm_details, metadata)
      VALUES (?, ?, COALESCE(?, UTC_TIMESTAMP(6)), ?, ?, ?, ?, ?, ?))sql",
      {touch.touch_id, lead.id, origin.touched_at, origin.api_key_id, origin.api_key_name, source_user_id(origin),
       source_name(origin), marketing.utm_details.dump(), metadata});
  return lead;
}

std::vector<TouchedLead> touch_leads(db::Connection& db, const std::vector<Arrival>& arrivals,
                                     const TouchOrigin& origin) {
  std::vector<TouchedLead> leads;
  std::vector<PersonWords> words;
  auto touches = nlohmann::json::array();
  for (const auto& [person, marketing] : arrivals) {
    const std::string metadata = marketing.metadata.dump();
    const NewTouch touch{Uuid::make(), Uuid::make(), person, metadata, origin};
    if (insert_or_lock(db, touch)) {
      words.emplace_back(touch.lead_id, words_of(person));
      leads.push_back({touch.lead_id, touch.touch_id, LeadOutcome::created, origin.source});
    } else {
      leads.push_back(take_matched(db, touch));
    }
    touches.push_back({hex_of(touch.touch_id), hex_of(leads.back().id), marketing.utm_details.dump(), metadata});
  }
  add_words(db, words);
  // The touches come as JSON, since a prepared statement has a fixed number of parameters.
  db.execute(
      R"sql(
      INSERT INTO touches (id, lead_id, touched_at, api_key_id, api_key_name, source_user_id, source_name,
          utm_details, metadata)
      SELECT UNHEX(arrived.id), UNHEX(arrived.lead_id), COALESCE(?, UTC_TIMESTAMP(6)), ?, ?, ?, ?, arrived.utm_details,
          arrived.metadata
      FROM JSON_TABLE(?, '$[*]' COLUMNS (
          id CHAR(32) PATH '$[0]',
          lead_id CHAR(32) PATH '$[1]',
          utm_details LONGTEXT CHARACTER SET utf8mb4 PATH '$[2]',
          metadata LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]')) AS arrived)sql",
      {origin.touched_at, origin.api_key_id, origin.api_key_name, source_user_id(origin), source_name(origin),
       touches.dump()});
  return leads;
}

TouchedLead foresee_lead(db::Connection& db, const std::string& email, const Marketing& marketing) {
  const std::string metadata = marketing.metadata.dump();
  const auto rows = db.query(
      R"sql(
      SELECT ? <> '{}' AND LENGTH(JSON_MERGE_PATCH(metadata, ?)) > 200000 AS is_metadata_full
      FROM leads
      WHERE email = ?)sql",
      {metadata, metadata, email});
  TouchedLead lead;
  if (rows.empty()) return lead;
  lead.outcome = LeadOutcome::matched;
  lead.is_metadata_full = rows.front().flag("is_metadata_full");
  return lead;
}

std::optional<Source> find_source(db::Connection& db, const Uuid& lead_id) {
  const auto rows = db.query("SELECT source_user_id, source_name FROM leads WHERE id = ?", {lead_id});
  return source_of(rows.at(0));
}

}  // namespace latchkey::customers
