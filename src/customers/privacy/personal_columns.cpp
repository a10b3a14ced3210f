#include "customers/privacy/personal_columns.hpp"

#include <algorithm>
#include <array>

#include "customers/privacy/access_columns.hpp"
#include "customers/privacy/people_columns.hpp"
#include "customers/privacy/told_columns.hpp"
#include "customers/privacy/trading_columns.hpp"

namespace latchkey::customers {
namespace {

using namespace personal;

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
    PersonalTable{"account_renewals", "new passwords of trading accounts that are on their way", renewal_ways,
                  renewal_columns},
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
    PersonalTable{"lead_files", "files of leads that wait to be taken in, whoever they name", file_ways, file_columns,
                  PersonalTable::Rows::go},
    PersonalTable{"lead_file_parts", "what these files hold", part_ways, part_columns, PersonalTable::Rows::go},
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
