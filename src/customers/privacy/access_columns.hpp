// How a customer signs in: sessions, links and attempts. A part of the map in personal_columns.hpp.
#pragma once
#include <array>

#include "customers/privacy/erased_values.hpp"
#include "customers/privacy/personal_columns.hpp"

namespace latchkey::customers::personal {

inline constexpr std::array session_ways{Way{Key::customer, "sessions x", "x.customer_id = ?"}};
inline constexpr std::array session_columns{Column{"id", Form::id},
                                            Column{"session_hash", Form::hidden},
                                            Column{"customer_id", Form::id},
                                            Column{"email", Form::text, empty},
                                            Column{"login_token_id", Form::id},
                                            Column{"shows_status_popup", Form::flag},
                                            Column{"address", Form::text, empty},
                                            Column{"created_at", Form::time},
                                            Column{"last_seen_at", Form::time},
                                            Column{"expires_at", Form::time},
                                            Column{"ended_at", Form::time, "COALESCE(x.ended_at, UTC_TIMESTAMP(6))"}};

inline constexpr std::array token_ways{Way{Key::customer, "login_tokens x", "x.customer_id = ?"}};
inline constexpr std::array token_columns{
    Column{"id", Form::id},
    Column{"token_hash", Form::hidden},
    Column{"customer_id", Form::id},
    Column{"api_key_id", Form::id},
    Column{"kind", Form::text},
    Column{"return_url", Form::text, null},
    Column{"shows_status_popup", Form::flag},
    Column{"created_at", Form::time},
    Column{"expires_at", Form::time},
    Column{"used_at", Form::time},
    Column{"revoked_at", Form::time, "IF(x.used_at IS NULL, COALESCE(x.revoked_at, UTC_TIMESTAMP(6)), x.revoked_at)"},
    Column{"is_mailed", Form::flag}};

// Attempts of the time before the customer was there have the hash of the e-mail alone.
inline constexpr std::array attempt_ways{
    Way{Key::customer, "sign_in_attempts x", "x.customer_id = ?"},
    Way{Key::email, "sign_in_attempts x", "x.account_hash = UNHEX(SHA2(?, 256)) AND x.customer_id IS NULL"}};
inline constexpr std::array attempt_columns{Column{"id", Form::id},
                                            Column{"attempted_at", Form::time},
                                            Column{"method", Form::text},
                                            Column{"outcome", Form::text},
                                            Column{"address", Form::text, empty},
                                            Column{"account_hash", Form::hidden, null},
                                            Column{"customer_id", Form::id},
                                            Column{"login_token_id", Form::id},
                                            Column{"api_key_id", Form::id},
                                            Column{"return_url", Form::text, null},
                                            Column{"return_url_reason", Form::text},
                                            Column{"request_id", Form::text},
                                            Column{"network", Form::hidden, null}};

}  // namespace latchkey::customers::personal
