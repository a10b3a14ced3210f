#include "admin/partners/api_keys_page.hpp"
#include "admin/partners/partners_pages.hpp"
#include "admin/parts/day_filter.hpp"
#include "api/calls/call_store.hpp"
#include "base/utf8.hpp"

namespace latchkey::admin {
namespace {

using http::Response;

constexpr std::size_t page_size = 50;
constexpr std::int64_t least_status = 100;
constexpr std::int64_t most_status = 599;
constexpr std::int64_t first_error = 400;

std::optional<std::string> asked_text(const Visit& visit, std::string_view name) {
  const std::string text(trim(visit.asked(name)));
  return text.empty() ? std::nullopt : std::optional(text);
}

api::CallFilter read_filter(const Visit& visit, const Uuid& key, Errors& errors) {
  api::CallFilter filter{.key = key,
                         .code = asked_text(visit, "code"),
                         .request_id = asked_text(visit, "request"),
                         .after = Uuid::parse(visit.asked("after"))};
  if (const auto status = asked_text(visit, "status")) {
    filter.status = parse_number(*status);
    const bool is_status = filter.status && *filter.status >= least_status && *filter.status <= most_status;
    if (!is_status) errors["status"] = "A number from 100 to 599, such as 422.";
  }
  const auto days = read_days(visit, &Visit::asked, errors);
  filter.from = days.from;
  filter.to = days.until;
  return filter;
}

Form filter_form(const Visit& visit, const Errors& errors) {
  Form form{.action = "/api-keys/" + visit.id + "/calls",
            .submit = "Filter",
            .method = Form::Method::get,
            .shape = Form::Shape::row};
  form.fields = {
      {.name = "status", .label = "Status", .kind = Field::Kind::search, .value = visit.asked("status")},
      {.name = "code", .label = "Code", .kind = Field::Kind::search, .value = visit.asked("code")},
      {.name = "request", .label = "Request id", .kind = Field::Kind::search, .value = visit.asked("request")}};
  add_day_fields(visit, &Visit::asked, form.fields);
  tell(form.fields, errors);
  return form;
}

// The status, and what was wrong.
Cell status_cell(const api::KeptCall& call) {
  Cell cell = badge(std::to_string(call.status), call.status < first_error ? Tone::good : Tone::bad);
  cell.note = call.code.value_or("");
  for (const auto& pointer : call.pointers) cell.note += " " + pointer;
  return cell;
}

Cell person_cell(const Visit& visit, const api::KeptCall& call) {
  if (call.customer_id && visit.may(staff::Area::customers, staff::Level::view)) {
    Cell cell = link("Customer", "/admin/customers/" + call.customer_id->text());
    cell.about = call.customer_id->text();
    return cell;
  }
  if (call.lead_id && visit.may(staff::Area::leads, staff::Level::view)) {
    Cell cell = link("Lead", "/admin/leads/" + call.lead_id->text());
    cell.about = call.lead_id->text();
    return cell;
  }
  return plain("");
}

Table table_of(const Visit& visit, const api::CallPage& found) {
  Table table{.empty = "Nothing was called, or nothing fits the filter.",
              .columns = {"At", "Route", "Status", "Time", "From", "Request id", "About"}};
  for (const auto& call : found.calls) {
    table.rows.push_back({moment(call.called_at), plain(call.route), status_cell(call),
                          plain(std::to_string(call.milliseconds) + " ms"), plain(call.address), code(call.request_id),
                          person_cell(visit, call)});
  }
  if (found.has_more) {
    table.next = "/admin/api-keys/" + visit.id + "/calls?" +
                 query_of(visit, {"status", "code", "request", "from", "to"}) +
                 "&after=" + found.calls.back().id.text();
  }
  return table;
}

}  // namespace

Response list_calls(const Visit& visit) {
  return with_found(find_api_key(visit), [&](const api::ListedApiKey& key) {
    Errors errors;
    const auto filter = read_filter(visit, key.id, errors);
    Page page(visit, "Calls with " + key.name);
    page.below("Api Keys", "/admin/api-keys").add(filter_form(visit, errors));
    if (!errors.empty()) return page.render(422);
    return page.add(table_of(visit, api::list_calls(visit.db, filter, page_size))).render();
  });
}

}  // namespace latchkey::admin
