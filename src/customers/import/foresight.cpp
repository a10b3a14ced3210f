#include "customers/import/foresight.hpp"

#include <algorithm>

namespace latchkey::customers {
namespace {

bool has_marketing(const LeadBody& row) {
  return !row.marketing.utm_details.empty() || !row.marketing.metadata.empty();
}

bool is_within(const nlohmann::json& part, const nlohmann::json& whole) {
  for (const auto& [key, value] : part.items()) {
    const auto found = whole.find(key);
    if (found == whole.end() || *found != value) return false;
  }
  return true;
}

FilledFields fields_of(const Person& person) {
  return {.first_name = person.first_name.has_value(),
          .last_name = person.last_name.has_value(),
          .phone = person.phone.has_value(),
          .phone_country_code = person.phone_country_code.has_value(),
          .nationality_country_code = person.nationality_country_code.has_value(),
          .language = person.language.has_value()};
}

FilledFields join(const FilledFields& a, const FilledFields& b) {
  return {.first_name = a.first_name || b.first_name,
          .last_name = a.last_name || b.last_name,
          .phone = a.phone || b.phone,
          .phone_country_code = a.phone_country_code || b.phone_country_code,
          .nationality_country_code = a.nationality_country_code || b.nationality_country_code,
          .language = a.language || b.language};
}

// The country of a phone is a value of its own only as long as there is no phone.
bool has_more(const FilledFields& row, const FilledFields& lead) {
  return (row.first_name && !lead.first_name) || (row.last_name && !lead.last_name) || (row.phone && !lead.phone) ||
         (row.phone_country_code && !lead.phone_country_code && !lead.phone) ||
         (row.nationality_country_code && !lead.nationality_country_code) || (row.language && !lead.language);
}

std::string rows_json(const std::vector<FileRow>& rows) {
  auto array = nlohmann::json::array();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& [person, marketing] = rows[i].lead;
    array.push_back({i, person.email, marketing.utm_details.dump(), marketing.metadata.dump()});
  }
  return array.dump();
}

}  // namespace

std::vector<StoredLead> find_stored_leads(db::Connection& db, const std::vector<FileRow>& rows,
                                          const std::optional<Source>& source) {
  std::vector<StoredLead> stored(rows.size());
  const auto source_id = source ? source->user_id : std::nullopt;
  // The rows come as JSON, since a prepared statement has a fixed number of parameters. STRAIGHT_JOIN keeps them in
  // front, so that each lead is read by its e-mail.
  for (const auto& row : db.query(
           R"sql(
           SELECT STRAIGHT_JOIN wanted.number, l.first_name IS NOT NULL AS has_first_name,
               l.last_name IS NOT NULL AS has_last_name, l.phone IS NOT NULL AS has_phone,
               l.phone_country_code IS NOT NULL AS has_phone_country,
               l.nationality_country_code IS NOT NULL AS has_nationality, l.language IS NOT NULL AS has_language,
               (wanted.utm = '{}' AND wanted.metadata = '{}' AND ? IS NULL)
               OR EXISTS (SELECT 1
                          FROM touches t
                          WHERE t.lead_id = l.id AND JSON_CONTAINS(t.utm_details, wanted.utm)
                              AND JSON_CONTAINS(t.metadata, wanted.metadata)
                              AND t.source_user_id <=> COALESCE(?, t.source_user_id)) AS says_all
           FROM JSON_TABLE(?, '$[*]' COLUMNS (
               number INT PATH '$[0]',
               email VARCHAR(254) CHARACTER SET utf8mb4 PATH '$[1]',
               utm LONGTEXT CHARACTER SET utf8mb4 PATH '$[2]',
               metadata LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]')) AS wanted
           JOIN leads l ON l.email = wanted.email COLLATE utf8mb4_bin)sql",
           {source_id, source_id, rows_json(rows)})) {
    auto& lead = stored.at(static_cast<std::size_t>(row.integer("number")));
    lead.is_there = true;
    lead.filled = {.first_name = row.flag("has_first_name"),
                   .last_name = row.flag("has_last_name"),
                   .phone = row.flag("has_phone"),
                   .phone_country_code = row.flag("has_phone_country"),
                   .nationality_country_code = row.flag("has_nationality"),
                   .language = row.flag("has_language")};
    lead.says_all = row.flag("says_all");
  }
  return stored;
}

std::vector<PhoneOwner> find_phone_owners(db::Connection& db, const std::vector<FileRow>& rows) {
  std::vector<PhoneOwner> owners(rows.size(), PhoneOwner::nobody_else);
  auto phones = nlohmann::json::array();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& person = rows[i].lead.person;
    if (person.phone) phones.push_back({i, person.phone->substr(1), *person.phone, person.email});
  }
  if (phones.empty()) return owners;
  for (const auto& row : db.query(
           R"sql(
           SELECT wanted.number
           FROM JSON_TABLE(?, '$[*]' COLUMNS (
               number INT PATH '$[0]',
               digits VARCHAR(64) CHARACTER SET utf8mb4 PATH '$[1]',
               phone VARCHAR(20) CHARACTER SET utf8mb4 PATH '$[2]',
               email VARCHAR(254) CHARACTER SET utf8mb4 PATH '$[3]')) AS wanted
           WHERE (SELECT 1
                  FROM search_words w
                  JOIN leads l ON l.id = w.person_id
                  LEFT JOIN customers c ON c.lead_id = l.id
                  WHERE w.word = wanted.digits COLLATE utf8mb4_bin
                      AND l.email <> wanted.email COLLATE utf8mb4_bin
                      AND wanted.phone COLLATE utf8mb4_bin IN (l.phone, c.phone)
                  LIMIT 1) IS NOT NULL)sql",
           {phones.dump()})) {
    owners.at(static_cast<std::size_t>(row.integer("number"))) = PhoneOwner::another;
  }
  return owners;
}

RowOutcome foresee_row(const LeadBody& row, const StoredLead& stored) {
  if (!stored.is_there) return RowOutcome::created;
  const bool is_known = stored.says_all && !has_more(fields_of(row.person), stored.filled);
  return is_known ? RowOutcome::unchanged : RowOutcome::matched;
}

RowOutcome Foresight::foresee(const LeadBody& row, StoredLead stored) {
  const auto count = counts_.find(row.person.email);
  if (count == counts_.end() || count->second < 2) return foresee_row(row, stored);
  const auto known = earlier_.find(row.person.email);
  if (known != earlier_.end()) {
    const auto& [filled, said] = known->second;
    stored.is_there = true;
    stored.filled = join(stored.filled, filled);
    stored.says_all = stored.says_all || !has_marketing(row) || std::ranges::any_of(said, [&](const auto& marketing) {
                        return is_within(row.marketing.utm_details, marketing.utm_details) &&
                               is_within(row.marketing.metadata, marketing.metadata);
                      });
  }
  const auto outcome = foresee_row(row, stored);
  auto& earlier = earlier_[row.person.email];
  earlier.filled = join(stored.filled, fields_of(row.person));
  if (outcome != RowOutcome::unchanged) earlier.said.push_back(row.marketing);
  return outcome;
}

}  // namespace latchkey::customers
