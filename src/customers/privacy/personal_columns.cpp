#include "customers/privacy/personal_columns.hpp"

#include <algorithm>
#include <array>

namespace latchkey::customers {
namespace {

constexpr std::string_view null = "NULL";
constexpr std::string_view empty = "''";
constexpr std::string_view no_members = "'{}'";

// Countries and the language stay: without a name they are only counted.
constexpr std::array lead_ways{Way{Key::lead, "leads x", "x.id = ?"}};
constexpr std::array lead_columns{Column{"id", Form::id},
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
constexpr std::array customer_ways{Way{Key::lead, "customers x", "x.lead_id = ?"}};
constexpr std::array customer_columns{Column{"id", Form::id},
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

constexpr std::array session_ways{Way{Key::customer, "sessions x", "x.customer_id = ?"}};
constexpr std::array session_columns{Column{"id", Form::id},
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

constexpr std::array token_ways{Way{Key::customer, "login_tokens x", "x.customer_id = ?"}};
constexpr std::array token_columns{
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

constexpr std::array touch_ways{Way{Key::lead, "touches x", "x.lead_id = ?"}};
constexpr std::array touch_columns{Column{"id", Form::id},
                                   Column{"lead_id", Form::id},
                                   Column{"touched_at", Form::time},
                                   Column{"api_key_id", Form::id},
                                   Column{"api_key_name", Form::text},
                                   Column{"source_user_id", Form::id},
                                   Column{"source_name", Form::text},
                                   Column{"utm_details", Form::json, no_members},
                                   Column{"metadata", Form::json, no_members}};

constexpr std::array word_ways{Way{Key::lead, "search_words x", "x.person_id = ?"}};
constexpr std::array word_columns{Column{"person_id", Form::id}, Column{"word", Form::text}};

// Who has written a note is about a member of staff.
constexpr std::array note_ways{Way{Key::lead, "person_notes x", "x.lead_id = ?"}};
constexpr std::array note_columns{Column{"id", Form::id}, Column{"lead_id", Form::id}, Column{"written_at", Form::time},
                                  Column{"actor", Form::hidden}, Column{"text", Form::text}};

// Who has changed the status is about a member of staff.
constexpr std::array status_ways{Way{Key::lead, "lead_status_changes x", "x.lead_id = ?"}};
constexpr std::array status_columns{Column{"id", Form::id},           Column{"lead_id", Form::id},
                                    Column{"changed_at", Form::time}, Column{"actor", Form::hidden},
                                    Column{"address", Form::hidden},  Column{"from_status", Form::text},
                                    Column{"to_status", Form::text}};

// A reference is the partner's own text, and unique for each key.
constexpr std::array deposit_ways{Way{Key::customer, "deposits x", "x.customer_id = ?"}};
constexpr std::array deposit_columns{Column{"id", Form::id},
                                     Column{"api_key_id", Form::id},
                                     Column{"reference", Form::text, "CONCAT('erased:', LOWER(HEX(x.id)))"},
                                     Column{"customer_id", Form::id},
                                     Column{"lead_id", Form::id},
                                     Column{"amount", Form::text},
                                     Column{"currency", Form::text},
                                     Column{"occurred_at", Form::time},
                                     Column{"is_first", Form::flag},
                                     Column{"received_at", Form::time}};

// Attempts of the time before the customer was there have the hash of the e-mail alone.
constexpr std::array attempt_ways{
    Way{Key::customer, "sign_in_attempts x", "x.customer_id = ?"},
    Way{Key::email, "sign_in_attempts x", "x.account_hash = UNHEX(SHA2(?, 256)) AND x.customer_id IS NULL"}};
constexpr std::array attempt_columns{Column{"id", Form::id},
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

constexpr std::array account_ways{Way{Key::customer, "trading_accounts x", "x.customer_id = ?"}};
constexpr std::array account_columns{
    Column{"id", Form::id}, Column{"customer_id", Form::id}, Column{"platform_id", Form::id},
    Column{"group_id", Form::id}, Column{"account_type", Form::text}, Column{"currency", Form::text},
    Column{"leverage", Form::number}, Column{"customer_address", Form::text, null},
    // Of one that a restore has brought back, a person decides.
    Column{"status", Form::text, "IF(x.status IN ('pending', 'sending', 'unclear'), 'manual', x.status)"},
    Column{"login", Form::number}, Column{"outcome_code", Form::text}, Column{"attempts", Form::number},
    Column{"next_attempt_at", Form::time}, Column{"created_at", Form::time}, Column{"updated_at", Form::time}};

constexpr std::array opening_ways{
    Way{Key::customer, "account_openings x JOIN trading_accounts a ON a.id = x.account_id", "a.customer_id = ?"}};
constexpr std::array opening_columns{Column{"account_id", Form::id},
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

// Who has acted may be a member of staff.
constexpr std::array event_ways{
    Way{Key::customer, "account_events x JOIN trading_accounts a ON a.id = x.account_id", "a.customer_id = ?"}};
constexpr std::array event_columns{Column{"id", Form::id},
                                   Column{"account_id", Form::id},
                                   Column{"happened_at", Form::time},
                                   Column{"actor", Form::hidden},
                                   Column{"step", Form::text},
                                   Column{"outcome_code", Form::text},
                                   Column{"detail", Form::text, null}};

// The answer to a call is kept by the call's key, a moment after its touch, and names the lead. With 410 a repetition
// of the call is refused (api/idempotency.hpp) and makes nobody anew.
constexpr std::array answer_ways{Way{
    Key::lead,
    "touches t JOIN idempotency_keys x FORCE INDEX (idempotency_keys_by_age) ON x.api_key_id = t.api_key_id"
    " AND x.created_at BETWEEN t.touched_at - INTERVAL 10 MINUTE AND t.touched_at + INTERVAL 10 MINUTE"
    " AND LOCATE(LOWER(INSERT(INSERT(INSERT(INSERT(HEX(t.lead_id), 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-')),"
    " x.answer) > 0",
    "t.lead_id = ?"}};
constexpr std::array answer_columns{Column{"api_key_id", Form::id},       Column{"key_hash", Form::hidden},
                                    Column{"request_hash", Form::hidden}, Column{"status", Form::number, "410"},
                                    Column{"location", Form::text, null}, Column{"answer", Form::json, no_members},
                                    Column{"login_token_id", Form::id},   Column{"created_at", Form::time}};

// Payloads hold the metadata of touches. What still waits ends, because nothing of it may be sent any more.
constexpr std::array delivery_ways{Way{Key::lead, "deliveries x", "x.lead_id = ?"}};
constexpr std::array delivery_columns{Column{"id", Form::id},
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

constexpr std::array try_ways{
    Way{Key::lead, "delivery_tries x JOIN deliveries d ON d.id = x.delivery_id", "d.lead_id = ?"}};
constexpr std::array try_columns{Column{"delivery_id", Form::id},     Column{"number", Form::number},
                                 Column{"tried_at", Form::time},      Column{"status", Form::number},
                                 Column{"duration_ms", Form::number}, Column{"answer", Form::hidden, null},
                                 Column{"error", Form::text, null}};

// One that somebody has asked for by typing the address has no customer until it is sent. What still waits is not sent.
constexpr std::array mail_ways{Way{Key::customer, "mails x", "x.customer_id = ?"},
                               Way{Key::email, "mails x", "x.recipient = ?"}};
constexpr std::array mail_columns{Column{"id", Form::id},
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

constexpr std::array mail_token_ways{Way{Key::customer, "mail_tokens x", "x.customer_id = ?"}};
constexpr std::array mail_token_columns{
    Column{"id", Form::id},
    Column{"kind", Form::text},
    Column{"token_hash", Form::hidden},
    Column{"customer_id", Form::id},
    Column{"user_id", Form::id},
    Column{"created_at", Form::time},
    Column{"expires_at", Form::time},
    Column{"used_at", Form::time},
    Column{"revoked_at", Form::time, "IF(x.used_at IS NULL, COALESCE(x.revoked_at, UTC_TIMESTAMP(6)), x.revoked_at)"}};

constexpr std::array mail_count_ways{Way{Key::email, "mail_recipients x", "x.address_hash = UNHEX(SHA2(?, 256))"}};
constexpr std::array mail_count_columns{Column{"address_hash", Form::hidden}, Column{"queued_1", Form::time},
                                        Column{"queued_2", Form::time},       Column{"queued_3", Form::time},
                                        Column{"queued_4", Form::time},       Column{"queued_5", Form::time}};

// What staff have done with the person, and what staff have searched for before they took a list as a file.
constexpr std::string_view exports =
    "x.action IN ('customer.export', 'lead.export', 'activity_log.export')"
    " AND LOCATE(LOWER(?), LOWER(x.after_change)) > 0";
// As a word of its own: a short name is a part of many others.
constexpr std::string_view exports_by_name =
    "x.action IN ('customer.export', 'lead.export', 'activity_log.export')"
    " AND LOCATE(CONCAT(' ', LOWER(?), ' '),"
    " LOWER(REPLACE(CAST(JSON_EXTRACT(x.after_change, '$.*') AS CHAR), '\"', ' '))) > 0";
constexpr std::array log_ways{
    Way{Key::lead, "audit_log x", "x.subject_id = ?"},
    Way{Key::customer, "audit_log x", "x.subject_id = ?"},
    Way{Key::customer, "audit_log x JOIN trading_accounts a ON a.id = x.subject_id", "a.customer_id = ?"},
    Way{Key::email, "audit_log x", exports},
    Way{Key::phone, "audit_log x", exports},
    Way{Key::last_name, "audit_log x", exports_by_name}};
constexpr std::array log_columns{Column{"id", Form::id},
                                 Column{"happened_at", Form::time},
                                 Column{"actor", Form::hidden},
                                 Column{"address", Form::hidden},
                                 Column{"action", Form::text},
                                 Column{"subject_kind", Form::text},
                                 Column{"subject_id", Form::id},
                                 Column{"before_change", Form::json, null},
                                 Column{"after_change", Form::json, null}};

constexpr std::array erased_ways{Way{Key::lead, "erased_people x", "x.lead_id = ?"}};
constexpr std::array erased_columns{Column{"lead_id", Form::id}, Column{"erased_at", Form::time}};

constexpr std::array tables{
    PersonalTable{"leads", "names, e-mail, phone and metadata of the lead", lead_ways, lead_columns},
    PersonalTable{"customers", "names, e-mail, phone and password of the customer", customer_ways, customer_columns},
    PersonalTable{"login_tokens", "login links, with where they lead; all end", token_ways, token_columns},
    PersonalTable{"touches", "marketing details and metadata of touches", touch_ways, touch_columns},
    PersonalTable{"search_words", "words of the search", word_ways, word_columns, PersonalTable::Rows::go},
    PersonalTable{"person_notes", "notes of the office", note_ways, note_columns, PersonalTable::Rows::go},
    PersonalTable{"lead_status_changes", "changes of the lead's status", status_ways, status_columns},
    PersonalTable{"deposits", "references of deposits", deposit_ways, deposit_columns},
    PersonalTable{"sign_in_attempts", "sign-ins and attempts, with address and return page", attempt_ways,
                  attempt_columns},
    PersonalTable{"account_openings", "passwords of trading accounts that nobody has looked at", opening_ways,
                  opening_columns},
    PersonalTable{"account_events", "what platforms have said of trading accounts", event_ways, event_columns},
    PersonalTable{"trading_accounts", "addresses from which trading accounts were asked for", account_ways,
                  account_columns},
    PersonalTable{"idempotency_keys", "answers that were kept for a repeated call", answer_ways, answer_columns},
    PersonalTable{"delivery_tries", "answers of webhooks and postbacks", try_ways, try_columns},
    PersonalTable{"deliveries", "messages to webhooks and postbacks", delivery_ways, delivery_columns},
    PersonalTable{"mails", "mails, with the address and what they told", mail_ways, mail_columns},
    PersonalTable{"mail_tokens", "links of mails; all end", mail_token_ways, mail_token_columns},
    PersonalTable{"mail_recipients", "when the address got its last mails", mail_count_ways, mail_count_columns,
                  PersonalTable::Rows::go},
    PersonalTable{"audit_log", "texts of the activity log", log_ways, log_columns},
    // The last ones, since an end is looked for from its statement on, and seen after the COMMIT.
    PersonalTable{"sessions", "sessions, with e-mail and address; all end", session_ways, session_columns},
    PersonalTable{"erased_people", "that the person was erased", erased_ways, erased_columns}};

}  // namespace

bool PersonalTable::is_erasable() const {
  return rows == Rows::go || std::ranges::any_of(columns, [](const Column& column) { return !column.erased.empty(); });
}

std::span<const PersonalTable> personal_tables() { return tables; }

}  // namespace latchkey::customers
