#include "admin/endpoints/delivery_tables.hpp"

#include "admin/endpoints/endpoint_page.hpp"
#include "admin/parts/day_filter.hpp"

namespace latchkey::admin {
namespace {

using endpoints::Delivery;
using endpoints::DeliveryState;
using endpoints::Endpoint;
using endpoints::Kind;
using endpoints::Try;

constexpr std::size_t page_size = 50;
constexpr std::int64_t first_success = 200;
constexpr std::int64_t last_success = 299;

Cell delivery_state_cell(const Delivery& delivery) {
  const Tone tone = delivery.state == DeliveryState::delivered ? Tone::good
                    : delivery.state == DeliveryState::failed  ? Tone::bad
                                                               : Tone::warn;
  Cell cell = badge(endpoints::name_of(delivery.state), tone);
  if (delivery.next_at) cell.also.emplace_back(delivery.tries.empty() ? "due" : "next try", *delivery.next_at);
  return cell;
}

Cell answer_badge(const Try& tried) {
  if (!tried.status) return badge("no answer", Tone::bad);
  const bool is_success = *tried.status >= first_success && *tried.status <= last_success;
  return badge(std::to_string(*tried.status), is_success ? Tone::good : Tone::bad);
}

// What came of the last try.
Cell outcome_cell(const Delivery& delivery) {
  if (delivery.tries.empty()) return plain("");
  const Try& last = delivery.tries.back();
  Cell cell = answer_badge(last);
  cell.note = last.error.value_or("");
  if (delivery.tries.size() > 1) {
    cell.note += std::string(cell.note.empty() ? "" : "; ") + std::to_string(delivery.tries.size()) + " tries";
  }
  return cell;
}

std::string join(const std::vector<std::string>& texts) {
  std::string joined;
  for (const auto& text : texts) joined += (joined.empty() ? "" : ", ") + text;
  return joined;
}

}  // namespace

Form deliveries_filter(const Visit& visit, const Endpoint& endpoint) {
  Form form{.action = path_of(endpoint), .submit = "Filter", .method = Form::Method::get, .shape = Form::Shape::row};
  Field state{.name = "state", .label = "Deliveries", .kind = Field::Kind::select};
  const std::string asked = visit.asked("state");
  state.choices = {{"", "All", asked.empty()}};
  for (const auto* name : {"waiting", "delivered", "failed"}) state.choices.push_back({name, name, asked == name});
  form.fields = {std::move(state)};
  return form;
}

Table deliveries_table(const Visit& visit, const Endpoint& endpoint, const std::optional<Uuid>& source) {
  Table table{.title = "Deliveries",
              .empty = "It was told nothing yet, or nothing fits the filter.",
              .columns = {"Written at", "Event", "State", "Last answer", "Message"}};
  auto deliveries =
      endpoints::list_deliveries(visit.db, {.endpoint = endpoint.id,
                                            .state = endpoints::parse_delivery_state(visit.asked("state")),
                                            .before = Uuid::parse(visit.asked("before")),
                                            .limit = page_size + 1,
                                            .source = source});
  const bool has_more = deliveries.size() > page_size;
  if (has_more) {
    deliveries.pop_back();
    table.next =
        "/admin" + path_of(endpoint) + "?" + query_of(visit, {"state"}) + "&before=" + deliveries.back().id.text();
  }
  for (const auto& delivery : deliveries) {
    Cell message = link("Show", "/admin/webhooks/deliveries/" + delivery.id.text());
    message.about = endpoints::message_id(delivery.id);
    table.rows.push_back({moment(delivery.created_at), plain(delivery.event), delivery_state_cell(delivery),
                          outcome_cell(delivery), std::move(message)});
  }
  return table;
}

Details delivery_details(const Delivery& delivery, Kind kind) {
  return {"Message",
          {{"Event", plain(delivery.event)},
           {"State", delivery_state_cell(delivery)},
           {"Written at", moment(delivery.created_at)},
           {"Id", code(endpoints::message_id(delivery.id))},
           {kind == Kind::webhook ? "Body" : "URL", pre(delivery.payload)}}};
}

Table tries_table(const Delivery& delivery) {
  Table table{.title = "Tries",
              .empty = delivery.state == DeliveryState::waiting
                           ? "It was not tried yet. The courier does so within seconds; load the page again."
                           : "Its tries are older than 30 days.",
              .columns = {"At", "Status", "Time", "Answer"}};
  for (const auto& tried : delivery.tries) {
    Cell status = answer_badge(tried);
    status.note = tried.error.value_or("");
    const std::string answer = tried.answer.value_or("");
    table.rows.push_back({moment(tried.at), std::move(status), plain(std::to_string(tried.took.count()) + " ms"),
                          answer.empty() ? plain("") : pre(answer)});
  }
  return table;
}

Details endpoint_details(const Endpoint& endpoint) {
  Details details{std::string(title_of(endpoint.kind)),
                  {{"State", state_cell(endpoint)},
                   {endpoint.kind == Kind::webhook ? "URL" : "Template", code(endpoint.settings.url)},
                   {"Events", plain(join(endpoint.settings.events))},
                   {"Leads of", plain(endpoint.user.empty() ? "everybody" : endpoint.user)},
                   {"Id", code(endpoint.id.text())}}};
  if (endpoint.former_secret_until) {
    details.rows.emplace_back("Former secret signs until", moment(endpoint.former_secret_until));
  }
  return details;
}

}  // namespace latchkey::admin
