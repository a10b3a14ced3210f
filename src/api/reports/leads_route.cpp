#include <algorithm>

#include "api/reports/lead_page.hpp"
#include "api/reports/page_cursor.hpp"
#include "api/reports/report_routes.hpp"
#include "base/clock_text.hpp"
#include "customers/fields/erased_mark.hpp"
#include "customers/fields/phone.hpp"
#include "http/json_text.hpp"
#include "trading/accounts/account_status.hpp"

namespace latchkey::api {
namespace {

using http::Response;
using nlohmann::json;

json or_null(const std::optional<std::string>& text) { return text ? json(*text) : json(nullptr); }

json time_json(const db::Row& row, std::string_view column) {
  return row.is_null(column) ? json(nullptr) : json(iso8601_from_database(row.text(column)));
}

json source_of(const db::Row& row) {
  if (row.is_null("source_name")) return nullptr;
  return source_json(customers::Source{row.optional_uuid("source_user_id"), row.text("source_name")});
}

// As the limits of keys count it.
json country_of(const db::Row& row) {
  if (!row.is_null("phone_country_code")) return row.text("phone_country_code");
  if (row.is_null("phone")) return nullptr;
  return or_null(customers::find_phone_country(row.text("phone")));
}

struct TouchColumns {
  std::string_view at;
  std::string_view utm_details;
  std::string_view metadata;
};

// The stored texts are JSON: the columns take nothing else.
std::string touch_text(const db::Row& row, const TouchColumns& columns) {
  if (row.is_null(columns.at)) return "null";
  return R"({"at":")" + iso8601_from_database(row.text(columns.at)) + R"(","utmDetails":)" +
         row.text(columns.utm_details) + R"(,"metadata":)" + row.text(columns.metadata) + "}";
}

json shown_status_of(const json& stored) {
  const auto status = trading::parse_account_status(stored.get_ref<const std::string&>());
  return trading::name_of(trading::shown_status(status.value()));
}

// In the order in which they were asked for, which begins each entry.
json accounts_json(const db::Row& row) {
  json accounts = json::array();
  if (row.is_null("accounts")) return accounts;
  json stored = json::parse(row.text("accounts"));
  std::sort(stored.begin(), stored.end());
  for (const auto& account : stored) {
    accounts.push_back(
        {{"platform", account.at(1)}, {"status", shown_status_of(account.at(2))}, {"login", account.at(3)}});
  }
  return accounts;
}

// All but its touches. Member by member, since that takes half the time of a list of pairs, and a page has many leads.
json lead_json(const db::Row& row) {
  const auto customer = row.optional_uuid("customer_id");
  json lead = json::object();
  lead["leadId"] = row.uuid("id").text();
  lead["customerId"] = customer ? json(customer->text()) : json(nullptr);
  lead["registeredAt"] = time_json(row, "created_at");
  lead["modifiedAt"] = time_json(row, "updated_at");
  lead["status"] = or_null(row.optional_text("status"));
  lead["statusGroup"] = or_null(row.optional_text("group_name"));
  lead["isDepositor"] = !row.is_null("first_deposit_at");
  lead["firstDepositAt"] = time_json(row, "first_deposit_at");
  lead["country"] = country_of(row);
  lead["language"] = or_null(row.optional_text("language"));
  lead["source"] = source_of(row);
  lead["apiKey"] = or_null(row.optional_text("api_key_name"));
  lead["tradingAccounts"] = accounts_json(row);
  return lead;
}

// All null once the person was erased.
void add_personal_data(json& lead, const db::Row& row) {
  const bool is_erased = customers::is_erased_email(row.text("email"));
  for (const auto& [name, column] :
       {std::pair{"email", "email"}, {"firstName", "first_name"}, {"lastName", "last_name"}, {"phone", "phone"}}) {
    lead[name] = is_erased ? json(nullptr) : or_null(row.optional_text(column));
  }
}

// The touches come last and are not read as JSON again: that would be half of a page's time.
void append_lead(const db::Row& row, const ApiKey& key, std::string& text) {
  json lead = lead_json(row);
  if (key.rights.contains(Right::personal_reports)) add_personal_data(lead, row);
  text += lead.dump(-1, ' ', false, json::error_handler_t::replace);
  text.pop_back();
  const std::string first = touch_text(row, {"first_at", "first_utm", "first_metadata"});
  text += R"(,"firstTouch":)" + first + R"(,"latestTouch":)";
  text += row.is_null("latest_at") ? first : touch_text(row, {"latest_at", "latest_utm", "latest_metadata"});
  text += '}';
}

std::string page_text(const LeadPage& page, const LeadQuery& query, const ApiKey& key) {
  std::string text = R"({"leads":[)";
  for (const auto& row : page.leads) {
    if (text.back() == '}') text += ',';
    append_lead(row, key, text);
  }
  const json next = page.next ? json(make_cursor(key, query.filter, *page.next)) : json(nullptr);
  return text + R"(],"nextCursor":)" + next.dump() + "}";
}

}  // namespace

Response report_leads(const Call& call) {
  if (auto refusal = refuse_without_right(call, Right::read_reports)) return std::move(*refusal);
  const auto parsed = parse_lead_query(call.db, call.key, call.request.query);
  if (const auto* errors = std::get_if<std::vector<ParameterError>>(&parsed)) {
    return make_parameter_problem(call.request, *errors);
  }
  const auto& query = std::get<LeadQuery>(parsed);
  const auto page = read_lead_page(call.db, call.key, query);
  return http::make_json_text(200, page_text(page, query, call.key));
}

}  // namespace latchkey::api
