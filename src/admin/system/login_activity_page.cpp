#include <algorithm>
#include <array>

#include "admin/frame/page.hpp"
#include "admin/system/system_pages.hpp"
#include "api/keys/api_key_store.hpp"
#include "base/clock_text.hpp"
#include "customers/customer_store.hpp"

namespace latchkey::admin {
namespace {

using http::Response;

constexpr std::size_t page_size = 50;

// What a stored outcome, or the reason why a returnUrl was not followed, is called on the page.
struct Meaning {
  std::string_view word;
  std::string_view text;
  Tone tone;
};

Meaning meaning_of(const std::string& word) {
  static constexpr std::array<Meaning, 18> meanings{{
      {"signed_in", "signed in", Tone::good},
      {"confirmed", "knew the password", Tone::good},
      {"still_signed_in", "spent before, this browser is signed in", Tone::good},
      {"must_confirm", "asked to press the button", Tone::plain},
      {"wrong_password", "wrong e-mail or password", Tone::bad},
      {"throttled", "too many attempts", Tone::bad},
      {"customer_blocked", "the customer is blocked", Tone::bad},
      {"expired", "the link has expired", Tone::bad},
      {"used", "the link was spent before, by another browser", Tone::bad},
      {"spent", "the link was spent before, by another browser", Tone::bad},
      {"revoked", "the link was revoked", Tone::bad},
      {"unknown", "there is no such link", Tone::bad},
      {"malformed", "the link was cut short or damaged", Tone::bad},
      {"not_checked", "not checked: no memory", Tone::warn},
      {"not_a_local_path", "the returnUrl is no path of this site", Tone::warn},
      {"not_in_menus", "the returnUrl is no enabled entry of Menus", Tone::warn},
      {"wrong_code", "wrong code of the second factor", Tone::bad},
      {"no_key", "code not checked: the key file does not open its secret", Tone::bad},
  }};
  const auto found = std::ranges::find(meanings, word, &Meaning::word);
  return found == meanings.end() ? Meaning{"", "", Tone::plain} : *found;
}

Cell outcome_cell(const std::string& word, const std::string& return_url_reason) {
  const auto meaning = meaning_of(word);
  Cell cell = badge(meaning.text.empty() ? word : meaning.text, meaning.tone);
  if (!return_url_reason.empty()) cell.note = std::string(meaning_of(return_url_reason).text) + ": landed at home";
  return cell;
}

struct Event {
  std::string id;  // the bytes of its id, which grow with time
  std::vector<Cell> cells;
};

struct Filter {
  std::optional<Uuid> customer;
  std::optional<Uuid> key;
  std::string before;  // the bytes of an id; only earlier events are shown
};

Cell customer_cell(const Visit& visit, const db::Row& row) {
  if (row.is_null("customer_id") || row.is_null("email")) return plain("");
  if (!visit.may(staff::Area::customers, staff::Level::view)) return plain(row.text("email"));
  return link(row.text("email"), "/admin/customers/" + row.uuid("customer_id").text());
}

// A customer or key that is not asked for is NULL here, and every row fits it.
void add_attempts(const Visit& visit, const Filter& filter, std::vector<Event>& events) {
  for (const auto& row : visit.db.query(
           R"sql(
           SELECT a.id, a.attempted_at, a.method, a.outcome, a.address, a.customer_id, c.email, a.return_url,
               a.return_url_reason, k.name AS api_key
           FROM sign_in_attempts a
           LEFT JOIN customers c ON c.id = a.customer_id
           LEFT JOIN api_keys k ON k.id = a.api_key_id
           WHERE a.id < ?
               AND (? IS NULL OR a.customer_id = ?)
               AND (? IS NULL OR a.api_key_id = ?)
           ORDER BY a.id DESC
           LIMIT 51)sql",
           {filter.before, filter.customer, filter.customer, filter.key, filter.key})) {
    const std::string& method = row.text("method");
    const std::string what = method == "token"      ? "link opened"
                             : method == "password" ? "sign-in by password"
                             : method == "reveal"   ? "own password given again"
                             : method == "recheck"  ? "staff gave password or code again"
                                                    : "sign-in of staff";
    events.push_back(
        {row.text("id"),
         {moment(iso8601_from_database(row.text("attempted_at"))), plain(what),
          outcome_cell(row.text("outcome"), row.text_or("return_url_reason", "")), customer_cell(visit, row),
          plain(row.text("address")), plain(row.text_or("api_key", "")), code(row.text_or("return_url", ""))}});
  }
}

void add_mints(const Visit& visit, const Filter& filter, std::vector<Event>& events) {
  for (const auto& row : visit.db.query(
           R"sql(
           SELECT t.id, t.created_at, t.kind, t.expires_at, t.customer_id, c.email, k.name AS api_key, t.return_url
           FROM login_tokens t
           JOIN customers c ON c.id = t.customer_id
           LEFT JOIN api_keys k ON k.id = t.api_key_id
           WHERE t.id < ?
               AND (? IS NULL OR t.customer_id = ?)
               AND (? IS NULL OR t.api_key_id = ?)
           ORDER BY t.id DESC
           LIMIT 51)sql",
           {filter.before, filter.customer, filter.customer, filter.key, filter.key})) {
    Cell made = badge("made, kind " + row.text("kind"), Tone::plain);
    made.note = "good until " + iso8601_from_database(row.text("expires_at")).substr(0, 19) + "Z";
    events.push_back(
        {row.text("id"),
         {moment(iso8601_from_database(row.text("created_at"))), plain("login link"), made, customer_cell(visit, row),
          plain(""), plain(row.text_or("api_key", "staff")), code(row.text_or("return_url", ""))}});
  }
}

Form filter_form(const Visit& visit, const std::string& customer_error, const std::string& key_error) {
  Form form{.action = "/login-activity", .submit = "Filter", .method = Form::Method::get, .shape = Form::Shape::row};
  form.fields = {{.name = "customer",
                  .label = "Customer (e-mail or id)",
                  .kind = Field::Kind::search,
                  .value = visit.asked("customer"),
                  .error = customer_error},
                 {.name = "key",
                  .label = "API key (name, prefix or id)",
                  .kind = Field::Kind::search,
                  .value = visit.asked("key"),
                  .error = key_error}};
  return form;
}

}  // namespace

Response list_login_activity(const Visit& visit) {
  Filter filter{std::nullopt, std::nullopt, std::string(Uuid::size, '\xff')};
  std::string customer_error;
  std::string key_error;
  if (const std::string wanted = visit.asked("customer"); !wanted.empty()) {
    const auto customer = customers::find_customer_by_id_or_email(visit.db, wanted);
    if (customer) filter.customer = customer->id;
    if (!customer) customer_error = "There is no such customer.";
  }
  if (const std::string wanted = visit.asked("key"); !wanted.empty()) {
    const auto keys = api::find_api_keys(visit.db, wanted);
    if (keys.size() == 1) filter.key = keys.front().id;
    if (keys.size() != 1) key_error = keys.empty() ? "There is no such key." : "Several keys are meant; take the id.";
  }
  if (const auto before = Uuid::parse(visit.asked("before"))) filter.before = before->bytes();
  std::vector<Event> events;
  if (customer_error.empty() && key_error.empty()) {
    add_attempts(visit, filter, events);
    add_mints(visit, filter, events);
  }
  std::ranges::sort(events, std::ranges::greater(), &Event::id);
  Table table{.empty = "Nothing has happened yet.",
              .columns = {"At", "What", "Outcome", "Customer", "Address", "API key", "returnUrl"}};
  if (events.size() > page_size) {
    table.next = "/admin/login-activity?customer=" + percent_encode(visit.asked("customer")) +
                 "&key=" + percent_encode(visit.asked("key")) +
                 "&before=" + Uuid::from_bytes(events.at(page_size - 1).id).text();
    events.resize(page_size);
  }
  for (auto& event : events) table.rows.push_back(std::move(event.cells));
  Page page(visit, "Login activity");
  return page.add(filter_form(visit, customer_error, key_error)).add(table).render();
}

}  // namespace latchkey::admin
