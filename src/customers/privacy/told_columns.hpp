// What partners and the person were told: kept answers, deliveries, mails. A part of the map in personal_columns.hpp.
#pragma once
#include <array>

#include "customers/privacy/erased_values.hpp"
#include "customers/privacy/personal_columns.hpp"

namespace latchkey::customers::personal {

// The answer to a call is kept by the call's key, a moment after its touch, and names the lead. With 410 a repetition
// of the call is refused (api/creation/idempotency.hpp) and makes nobody anew.
inline constexpr std::array answer_ways{Way{
    Key::lead,
    "touches t JOIN idempotency_keys x FORCE INDEX (idempotency_keys_by_age) ON x.api_key_id = t.api_key_id"
    " AND x.created_at BETWEEN t.touched_at - INTERVAL 10 MINUTE AND t.touched_at + INTERVAL 10 MINUTE"
    " AND LOCATE(LOWER(INSERT(INSERT(INSERT(INSERT(HEX(t.lead_id), 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-')),"
    " x.answer) > 0",
    "t.lead_id = ?"}};
inline constexpr std::array answer_columns{
    Column{"api_key_id", Form::id},       Column{"key_hash", Form::hidden},
    Column{"request_hash", Form::hidden}, Column{"status", Form::number, "410"},
    Column{"location", Form::text, null}, Column{"answer", Form::json, no_members},
    Column{"login_token_id", Form::id},   Column{"created_at", Form::time}};

// Payloads hold the metadata of touches. What still waits ends, because nothing of it may be sent any more.
inline constexpr std::array delivery_ways{Way{Key::lead, "deliveries x", "x.lead_id = ?"}};
inline constexpr std::array delivery_columns{Column{"id", Form::id},
                                             Column{"endpoint_id", Form::id},
                                             Column{"event", Form::text},
                                             Column{"cause", Form::text},
                                             Column{"lead_id", Form::id},
                                             Column{"payload", Form::text, empty},
                                             Column{"state", Form::text, "IF(x.state = 'waiting', 'failed', x.state)"},
                                             Column{"tries", Form::number},
                                             Column{"next_at", Form::time},
                                             Column{"created_at", Form::time},
                                             Column{"ended_at", Form::time, "COALESCE(x.ended_at, UTC_TIMESTAMP(6))"}};

inline constexpr std::array try_ways{
    Way{Key::lead, "delivery_tries x JOIN deliveries d ON d.id = x.delivery_id", "d.lead_id = ?"}};
inline constexpr std::array try_columns{Column{"delivery_id", Form::id},     Column{"number", Form::number},
                                        Column{"tried_at", Form::time},      Column{"status", Form::number},
                                        Column{"duration_ms", Form::number}, Column{"answer", Form::hidden, null},
                                        Column{"error", Form::text, null}};

// One that somebody has asked for by typing the address has no customer until it is sent. What still waits is not sent.
inline constexpr std::array mail_ways{Way{Key::customer, "mails x", "x.customer_id = ?"},
                                      Way{Key::email, "mails x", "x.recipient = ?"}};
inline constexpr std::array mail_columns{Column{"id", Form::id},
                                         Column{"kind", Form::text},
                                         Column{"cause", Form::text},
                                         Column{"customer_id", Form::id},
                                         Column{"user_id", Form::id},
                                         Column{"recipient", Form::text, empty},
                                         Column{"language", Form::text},
                                         Column{"facts", Form::json, no_members},
                                         Column{"token_id", Form::id},
                                         Column{"sealed_token", Form::hidden, null},
                                         Column{"secret_key_id", Form::hidden, null},
                                         Column{"state", Form::text, "IF(x.state = 'waiting', 'dropped', x.state)"},
                                         Column{"reason", Form::text, null},
                                         Column{"tries", Form::number},
                                         Column{"next_at", Form::time},
                                         Column{"holder", Form::id},
                                         Column{"created_at", Form::time},
                                         Column{"ended_at", Form::time, "COALESCE(x.ended_at, UTC_TIMESTAMP(6))"}};

inline constexpr std::array mail_token_ways{Way{Key::customer, "mail_tokens x", "x.customer_id = ?"}};
inline constexpr std::array mail_token_columns{
    Column{"id", Form::id},
    Column{"kind", Form::text},
    Column{"token_hash", Form::hidden},
    Column{"customer_id", Form::id},
    Column{"user_id", Form::id},
    Column{"created_at", Form::time},
    Column{"expires_at", Form::time},
    Column{"used_at", Form::time},
    Column{"revoked_at", Form::time, "IF(x.used_at IS NULL, COALESCE(x.revoked_at, UTC_TIMESTAMP(6)), x.revoked_at)"}};

inline constexpr std::array mail_count_ways{
    Way{Key::email, "mail_recipients x", "x.address_hash = UNHEX(SHA2(?, 256))"}};
inline constexpr std::array mail_count_columns{Column{"address_hash", Form::hidden}, Column{"queued_1", Form::time},
                                               Column{"queued_2", Form::time},       Column{"queued_3", Form::time},
                                               Column{"queued_4", Form::time},       Column{"queued_5", Form::time}};

}  // namespace latchkey::customers::personal
