// What the office knows of a person: the lead, the customer, and what became of them. A part of the map in
// personal_columns.hpp.
#pragma once
#include <array>

#include "customers/privacy/erased_values.hpp"
#include "customers/privacy/personal_columns.hpp"

namespace latchkey::customers::personal {

// Countries and the language stay: without a name they are only counted.
inline constexpr std::array lead_ways{Way{Key::lead, "leads x", "x.id = ?"}};
inline constexpr std::array lead_columns{Column{"id", Form::id},
                                         Column{"email", Form::text, "CONCAT('erased:', LOWER(HEX(x.id)))"},
                                         Column{"first_name", Form::text, null},
                                         Column{"last_name", Form::text, null},
                                         Column{"phone", Form::text, null},
                                         Column{"phone_country_code", Form::text},
                                         Column{"nationality_country_code", Form::text},
                                         Column{"language", Form::text},
                                         Column{"source_user_id", Form::id},
                                         Column{"source_name", Form::text},
                                         Column{"first_touch_id", Form::id},
                                         Column{"latest_touch_id", Form::id},
                                         Column{"metadata", Form::json, no_members},
                                         Column{"created_at", Form::time},
                                         Column{"updated_at", Form::time},
                                         Column{"status_id", Form::id},
                                         Column{"is_status_by_person", Form::flag},
                                         Column{"first_deposit_at", Form::time},
                                         Column{"first_api_key_id", Form::id},
                                         Column{"owner_user_id", Form::hidden}};

// The block is what a sign-in or a new link at the same moment is held by.
inline constexpr std::array customer_ways{Way{Key::lead, "customers x", "x.lead_id = ?"}};
inline constexpr std::array customer_columns{
    Column{"id", Form::id},
    Column{"email", Form::text, "CONCAT('erased:', LOWER(HEX(x.lead_id)))"},
    Column{"first_name", Form::text, empty},
    Column{"last_name", Form::text, empty},
    Column{"phone", Form::text, empty},
    Column{"phone_country_code", Form::text},
    Column{"nationality_country_code", Form::text},
    Column{"language", Form::text},
    Column{"password_hash", Form::hidden, empty},
    Column{"lead_id", Form::id},
    Column{"api_key_id", Form::id},
    Column{"blocked_at", Form::time, "COALESCE(x.blocked_at, UTC_TIMESTAMP(6))"},
    Column{"block_reason", Form::text, null},
    Column{"created_at", Form::time},
    Column{"last_sign_in_at", Form::time},
    Column{"email_verified_at", Form::time}};

inline constexpr std::array touch_ways{Way{Key::lead, "touches x", "x.lead_id = ?"}};
inline constexpr std::array touch_columns{Column{"id", Form::id},
                                          Column{"lead_id", Form::id},
                                          Column{"touched_at", Form::time},
                                          Column{"api_key_id", Form::id},
                                          Column{"api_key_name", Form::text},
                                          Column{"source_user_id", Form::id},
                                          Column{"source_name", Form::text},
                                          Column{"utm_details", Form::json, no_members},
                                          Column{"metadata", Form::json, no_members}};

inline constexpr std::array word_ways{Way{Key::lead, "search_words x", "x.person_id = ?"}};
inline constexpr std::array word_columns{Column{"person_id", Form::id}, Column{"word", Form::text}};

// Who has written a note is about a member of staff.
inline constexpr std::array note_ways{Way{Key::lead, "person_notes x", "x.lead_id = ?"}};
inline constexpr std::array note_columns{Column{"id", Form::id}, Column{"lead_id", Form::id},
                                         Column{"written_at", Form::time}, Column{"actor", Form::hidden},
                                         Column{"text", Form::text}};

// A file that waits to be taken in may name anybody, and is quickly chosen again: it goes whoever is erased, and its
// import stops. Its parts go with it.
inline constexpr std::array file_ways{Way{Key::lead, "lead_files x", "? IS NOT NULL"}};
inline constexpr std::array file_columns{Column{"id", Form::hidden},       Column{"user_id", Form::hidden},
                                         Column{"name", Form::hidden},     Column{"bytes", Form::hidden},
                                         Column{"is_whole", Form::hidden}, Column{"source_user_id", Form::hidden},
                                         Column{"wishes", Form::hidden},   Column{"revision", Form::hidden},
                                         Column{"steps", Form::hidden},    Column{"created_at", Form::hidden}};
inline constexpr std::array part_ways{Way{Key::lead, "lead_file_parts x", "? IS NOT NULL"}};
inline constexpr std::array part_columns{Column{"file_id", Form::hidden}, Column{"number", Form::hidden},
                                         Column{"content", Form::hidden}};

// Who has changed the status is about a member of staff.
inline constexpr std::array status_ways{Way{Key::lead, "lead_status_changes x", "x.lead_id = ?"}};
inline constexpr std::array status_columns{Column{"id", Form::id},           Column{"lead_id", Form::id},
                                           Column{"changed_at", Form::time}, Column{"actor", Form::hidden},
                                           Column{"address", Form::hidden},  Column{"from_status", Form::text},
                                           Column{"to_status", Form::text}};

// A reference is the partner's own text, and unique for each key.
inline constexpr std::array deposit_ways{Way{Key::customer, "deposits x", "x.customer_id = ?"}};
inline constexpr std::array deposit_columns{Column{"id", Form::id},
                                            Column{"api_key_id", Form::id},
                                            Column{"reference", Form::text, "CONCAT('erased:', LOWER(HEX(x.id)))"},
                                            Column{"customer_id", Form::id},
                                            Column{"lead_id", Form::id},
                                            Column{"amount", Form::text},
                                            Column{"currency", Form::text},
                                            Column{"occurred_at", Form::time},
                                            Column{"is_first", Form::flag},
                                            Column{"received_at", Form::time}};

}  // namespace latchkey::customers::personal
