// A customer's trading accounts. A part of the map in personal_columns.hpp.
#pragma once
#include <array>

#include "customers/privacy/erased_values.hpp"
#include "customers/privacy/personal_columns.hpp"

namespace latchkey::customers::personal {

inline constexpr std::array account_ways{Way{Key::customer, "trading_accounts x", "x.customer_id = ?"}};
inline constexpr std::array account_columns{
    Column{"id", Form::id}, Column{"customer_id", Form::id}, Column{"platform_id", Form::id},
    Column{"group_id", Form::id}, Column{"account_type", Form::text}, Column{"currency", Form::text},
    Column{"leverage", Form::number}, Column{"customer_address", Form::text, null},
    // Of one that a restore has brought back, a person decides.
    Column{"status", Form::text, "IF(x.status IN ('pending', 'sending', 'unclear'), 'manual', x.status)"},
    Column{"login", Form::number}, Column{"outcome_code", Form::text}, Column{"attempts", Form::number},
    Column{"next_attempt_at", Form::time}, Column{"created_at", Form::time}, Column{"updated_at", Form::time}};

inline constexpr std::array opening_ways{
    Way{Key::customer, "account_openings x JOIN trading_accounts a ON a.id = x.account_id", "a.customer_id = ?"}};
inline constexpr std::array opening_columns{Column{"account_id", Form::id},
                                            Column{"tag", Form::text},
                                            Column{"main_password", Form::hidden, null},
                                            Column{"investor_password", Form::hidden, null},
                                            Column{"secret_key_id", Form::hidden},
                                            Column{"watermark", Form::number},
                                            Column{"sent_at", Form::time},
                                            Column{"unclear_since", Form::time},
                                            Column{"clean_looks", Form::number},
                                            Column{"clean_looks_wanted", Form::number},
                                            Column{"looks", Form::number},
                                            Column{"last_clean_look_at", Form::time},
                                            Column{"created_at", Form::time}};

// Nobody renews passwords for a person who was erased.
inline constexpr std::array renewal_ways{
    Way{Key::customer, "account_renewals x JOIN trading_accounts a ON a.id = x.account_id", "a.customer_id = ?"}};
inline constexpr std::array renewal_columns{Column{"account_id", Form::id},
                                            Column{"platform_id", Form::id},
                                            Column{"state", Form::text, "IF(x.state = 'waiting', 'failed', x.state)"},
                                            Column{"main_password", Form::hidden, null},
                                            Column{"investor_password", Form::hidden, null},
                                            Column{"secret_key_id", Form::hidden},
                                            Column{"attempts", Form::number},
                                            Column{"unclear_since", Form::time},
                                            Column{"outcome_code", Form::text},
                                            Column{"next_attempt_at", Form::time},
                                            Column{"asked_at", Form::time},
                                            Column{"updated_at", Form::time}};

// Who has acted may be a member of staff.
inline constexpr std::array event_ways{
    Way{Key::customer, "account_events x JOIN trading_accounts a ON a.id = x.account_id", "a.customer_id = ?"}};
inline constexpr std::array event_columns{Column{"id", Form::id},
                                          Column{"account_id", Form::id},
                                          Column{"happened_at", Form::time},
                                          Column{"actor", Form::hidden},
                                          Column{"step", Form::text},
                                          Column{"outcome_code", Form::text},
                                          Column{"detail", Form::text, null}};

}  // namespace latchkey::customers::personal
