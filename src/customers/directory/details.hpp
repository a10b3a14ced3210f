// What an export tells of customers and leads beyond the list: where they come from and what they brought.
#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "customers/directory/directory.hpp"
#include "db/connection.hpp"

namespace latchkey::customers {

struct EntryDetails {
  std::string nationality;                      // country code; a lead may lack it
  std::string country;                          // of the phone, code; a lead may lack it
  std::string language;                         // BCP 47
  std::string status;                           // of the lead
  std::string owner;                            // of the lead
  std::string api_key;                          // of the first touch
  std::string source_name;                      // empty without a source
  nlohmann::json first_utm;                     // of the lead's first touch: key -> string
  nlohmann::json latest_utm;                    // of the lead's latest touch
  nlohmann::json metadata;                      // of the lead, merged from all touches
  std::optional<std::string> converted_at;      // when the lead became a customer, ISO 8601
  std::optional<std::string> first_deposit_at;  // ISO 8601
};

enum class Extent {
  brief,  // without what touches and metadata say
  all,    // an entry may bring 230 KB; keep the ids few
};

// Of the entries of these ids, in one query; an id without an entry is left out.
[[nodiscard]] std::map<Uuid, EntryDetails> list_entry_details(db::Connection& db, Directory directory,
                                                              const std::vector<Uuid>& ids, Extent extent);

}  // namespace latchkey::customers
