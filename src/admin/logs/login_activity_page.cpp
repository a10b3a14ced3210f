#include <algorithm>
#include <array>
#include <span>

#include "admin/frame/page.hpp"
#include "admin/logs/log_pages.hpp"
#include "admin/logs/login_events.hpp"
#include "admin/logs/staff_accounts.hpp"
#include "api/keys/api_key_store.hpp"
#include "attempts/attempt_log.hpp"
#include "attempts/refused_links.hpp"
#include "base/utf8.hpp"
#include "customers/customer_store.hpp"
#include "customers/directory/directory.hpp"

namespace latchkey::admin {
namespace {

constexpr std::size_t page_size = 50;
constexpr std::size_t people_limit = 1000;

// What a stored word is called on the page.
struct Meaning {
  std::string_view word;
  std::string_view text;
  Tone tone;
};

// All that may be stored as an outcome, also by programs of before and after this one.
constexpr std::array<Meaning, 16> outcomes{{
    {"signed_in", "signed in", Tone::good},
    {"confirmed", "knew the password", Tone::good},
    {"still_signed_in", "spent before, this browser is signed in", Tone::good},
    {"must_confirm", "asked to press the button", Tone::plain},
    {"wrong_password", "wrong e-mail or password", Tone::bad},
    {"wrong_code", "wrong code of the second factor", Tone::bad},
    {"throttled", "too many attempts", Tone::bad},
    {"customer_blocked", "the customer is blocked", Tone::bad},
    {"expired", "the link has expired", Tone::bad},
    {"used", "the link was spent before, by another browser", Tone::bad},
    {"spent", "the link was spent before, by another browser", Tone::bad},
    {"revoked", "the link was revoked", Tone::bad},
    {"unknown", "there is no such link", Tone::bad},
    {"malformed", "the link was cut short or damaged", Tone::bad},
    {"no_key", "code not checked: the key file does not open its secret", Tone::bad},
    {"not_checked", "not checked: no memory", Tone::warn},
}};

// Why a returnUrl was not followed.
constexpr std::array<Meaning, 2> reasons{{
    {"not_a_local_path", "the returnUrl is no path of this site", Tone::warn},
    {"not_in_menus", "the returnUrl is no enabled entry of Menus", Tone::warn},
}};

// The word itself when there is none for it.
Meaning meaning_of(std::span<const Meaning> meanings, const std::string& word) {
  const auto found = std::ranges::find(meanings, word, &Meaning::word);
  return found == meanings.end() ? Meaning{"", word, Tone::plain} : *found;
}

// Outcomes that let nobody in.
std::vector<std::string> refusals() {
  std::vector<std::string> words;
  for (const auto& outcome : outcomes) {
    if (outcome.tone == Tone::bad || outcome.tone == Tone::warn) words.emplace_back(outcome.word);
  }
  return words;
}

std::vector<Choice> outcome_choices(const std::string& chosen) {
  std::vector<Choice> choices{{"", "All"},
                              {"refused", "All that were refused"},
                              {"refused_link", "Login links that were refused"},
                              {"made", "Login links that were made"}};
  for (const auto& outcome : outcomes) {
    // The older word for `spent`.
    if (outcome.word != "used") choices.push_back({std::string(outcome.word), std::string(outcome.text)});
  }
  for (auto& choice : choices) choice.is_chosen = choice.value == chosen;
  return choices;
}

void read_outcome(const std::string& wanted, LoginFilter& filter, Errors& errors) {
  if (wanted.empty()) return;
  filter.shows_links = wanted == "made";
  filter.shows_attempts = wanted != "made";
  if (wanted == "refused") {
    filter.outcomes = refusals();
  } else if (wanted == "refused_link") {
    filter.outcomes = {attempts::refused_link_outcomes.begin(), attempts::refused_link_outcomes.end()};
  } else if (wanted == "spent") {
    filter.outcomes = {"spent", "used"};
  } else if (!meaning_of(outcomes, wanted).word.empty()) {
    filter.outcomes = {wanted};
  } else if (wanted != "made") {
    errors["outcome"] = "There is no such outcome.";
  }
}

void read_people(const Visit& visit, const std::vector<StaffAccount>& staff, LoginFilter& filter, Errors& errors) {
  const std::string wanted(trim(visit.asked("customer")));
  if (wanted.empty()) return;
  filter.people.emplace();
  if (const auto customer = customers::find_customer_by_id_or_email(visit.db, wanted)) {
    filter.people->customers = {customer->id};
  } else {
    const auto found = customers::search_directory(
        visit.db, {.directory = customers::Directory::customers, .text = wanted, .page_size = people_limit});
    if (found.has_more) errors["customer"] = "More than 1000 customers fit this. Type more.";
    for (const auto& entry : found.entries) filter.people->customers.push_back(entry.id);
  }
  std::vector<StaffAccount> meant;
  std::ranges::copy_if(staff, std::back_inserter(meant),
                       [&](const StaffAccount& account) { return is_meant(account, wanted); });
  for (const auto& [hash, account] : staff_by_hash(meant)) filter.people->account_hashes.push_back(hash);
  if (filter.people->customers.empty() && meant.empty()) errors["customer"] = "There is no such customer or user.";
}

void read_key(const Visit& visit, LoginFilter& filter, Errors& errors) {
  const std::string wanted = visit.asked("key");
  if (wanted.empty()) return;
  const auto keys = api::find_api_keys(visit.db, wanted);
  if (keys.size() == 1) filter.api_key = keys.front().id;
  if (keys.size() != 1) {
    errors["key"] = keys.empty() ? "There is no such key." : "Several keys are meant; take the id.";
  }
}

Form filter_form(const Visit& visit, const Errors& errors) {
  Form form{.action = "/login-activity", .submit = "Filter", .method = Form::Method::get, .shape = Form::Shape::row};
  form.fields = {{.name = "customer",
                  .label = "Customer or user (e-mail, name or id)",
                  .kind = Field::Kind::search,
                  .value = visit.asked("customer")},
                 {.name = "key",
                  .label = "API key (name, prefix or id)",
                  .kind = Field::Kind::search,
                  .value = visit.asked("key")},
                 {.name = "outcome",
                  .label = "Outcome",
                  .kind = Field::Kind::select,
                  .choices = outcome_choices(visit.asked("outcome")),
                  .need = Field::Need::required}};
  add_day_fields(visit, &Visit::asked, form.fields);
  tell(form.fields, errors);
  return form;
}

Cell outcome_cell(const LoginEvent& event) {
  if (event.method.empty()) {
    Cell made = badge("made, kind " + event.link_kind, Tone::plain);
    made.also = {{"good until", event.expires_at}};
    return made;
  }
  const auto meaning = meaning_of(outcomes, event.outcome);
  Cell cell = badge(meaning.text, meaning.tone);
  if (!event.return_url_reason.empty()) {
    cell.note = std::string(meaning_of(reasons, event.return_url_reason).text) + ": landed at home";
  }
  return cell;
}

std::string_view what_happened(const LoginEvent& event) {
  if (event.method.empty()) return "login link";
  if (event.method == "token") return "link opened";
  if (event.method == "password") return "sign-in by password";
  if (event.method == "reveal") return "password given again, to see a trading account's";
  if (event.method == "recheck") return "password or code of staff given again";
  return "sign-in of staff";
}

// The customer or the member of staff whom the event is about.
Cell name_cell(const Visit& visit, const LoginEvent& event, const std::map<std::string, StaffAccount>& staff) {
  if (const auto found = staff.find(event.account_hash); found != staff.end()) return staff_cell(visit, found->second);
  if (!event.customer || event.email.empty()) return plain(event.method == "staff" ? "unknown user" : "");
  if (!visit.may(staff::Area::customers, staff::Level::view)) return plain(event.email);
  return link(event.email, "/admin/customers/" + event.customer->text());
}

// With the address that somebody came from.
Cell person_cell(const Visit& visit, const LoginEvent& event, const std::map<std::string, StaffAccount>& staff) {
  Cell cell = name_cell(visit, event, staff);
  if (!event.address.empty()) cell.note += (cell.note.empty() ? "" : ", ") + event.address;
  return cell;
}

// The API key that asked for the link, or the member of staff who made it.
Cell maker_cell(const Visit& visit, const LoginEvent& event, const std::vector<StaffAccount>& staff) {
  if (!event.api_key.empty() || !event.method.empty()) return plain(event.api_key);
  if (event.made_by.empty()) return plain("staff");
  const auto found = std::ranges::find(staff, event.made_by, &StaffAccount::email);
  return found == staff.end() ? plain(event.made_by) : staff_cell(visit, *found);
}

Table make_table(const Visit& visit, const std::vector<LoginEvent>& events, const std::vector<StaffAccount>& staff) {
  Table table{.empty = "Nothing has happened yet, or nothing fits the filter.",
              .columns = {"At", "What", "Outcome", "Who", "Made by", "returnUrl"}};
  const auto by_hash = staff_by_hash(staff);
  for (const auto& event : events) {
    if (table.rows.size() == page_size) break;
    table.rows.push_back({moment(event.at), plain(what_happened(event)), outcome_cell(event),
                          person_cell(visit, event, by_hash), maker_cell(visit, event, staff),
                          event.return_url.empty() ? plain("") : code(event.return_url)});
  }
  if (events.size() > page_size) {
    table.next = "/admin/login-activity?" + query_of(visit, {"customer", "key", "outcome", "from", "to"}) +
                 "&before=" + Uuid::from_bytes(events.at(page_size - 1).id).text();
  }
  return table;
}

}  // namespace

http::Response list_login_activity(const Visit& visit) {
  const auto staff = list_staff_accounts(visit.db);
  Errors errors;
  LoginFilter filter;
  read_people(visit, staff, filter, errors);
  read_key(visit, filter, errors);
  read_outcome(visit.asked("outcome"), filter, errors);
  filter.days = read_days(visit, &Visit::asked, errors);
  filter.before = Uuid::parse(visit.asked("before"));
  Page page(visit, "Login activity");
  page.add(filter_form(visit, errors));
  if (!errors.empty()) {
    page.add(Notice{Tone::bad, "The filter cannot be used: see what stands beside it. No event is shown."});
    return page.render();
  }
  return page.add(make_table(visit, list_login_events(visit.db, filter, page_size + 1), staff)).render();
}

}  // namespace latchkey::admin
