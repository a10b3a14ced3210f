#include "admin/endpoints/delivery_tables.hpp"
#include "admin/endpoints/endpoint_page.hpp"
#include "admin/endpoints/endpoint_pages.hpp"

namespace latchkey::admin {
namespace {

using endpoints::Endpoint;
using endpoints::State;
using http::Response;
using staff::Area;
using staff::Level;

std::string events_text(const Endpoint& endpoint) {
  std::string text;
  for (const auto& event : endpoint.settings.events) text += (text.empty() ? "" : ", ") + event;
  return text;
}

}  // namespace

Response list_endpoints(const Visit& visit) {
  Page page(visit, "Webhooks");
  if (visit.may(Area::webhooks, Level::edit)) {
    page.link_to("New webhook", "/admin/webhooks/new").link_to("New postback", "/admin/webhooks/new?kind=postback");
  }
  Table table{.empty =
                  "Nobody is told of anything yet. A webhook gets signed messages; a postback calls the tracker of "
                  "a partner.",
              .columns = {"Address", "Kind", "Events", "Leads of", "State"}};
  for (const auto& endpoint : endpoints::list_endpoints(visit.db)) {
    table.rows.push_back({link(endpoint.settings.url, "/admin" + path_of(endpoint)), plain(title_of(endpoint.kind)),
                          plain(events_text(endpoint)), plain(endpoint.user.empty() ? "everybody" : endpoint.user),
                          state_cell(endpoint)});
  }
  return page.add(table).render();
}

Found<Endpoint> find_endpoint(const Visit& visit) {
  const auto id = Uuid::parse(visit.id);
  auto endpoint = id ? endpoints::find_endpoint(visit.db, *id) : std::nullopt;
  if (endpoint) return std::move(*endpoint);
  return refuse(visit, 404, "Webhook not found", "There is no webhook or postback at this address.");
}

Found<Endpoint> find_told_endpoint(const Visit& visit) {
  auto found = find_endpoint(visit);
  const auto* endpoint = std::get_if<Endpoint>(&found);
  if (endpoint == nullptr || endpoint->is_told()) return found;
  return refuse(visit, 409, "It is told nothing",
                endpoint->is_user_stopped ? "The user whose leads it is told of is disabled. Enable the user first."
                                          : "It is disabled. Enable it first.");
}

std::string path_of(const Endpoint& endpoint) { return "/webhooks/" + endpoint.id.text(); }

std::string_view title_of(endpoints::Kind kind) { return kind == endpoints::Kind::webhook ? "Webhook" : "Postback"; }

Cell state_cell(const Endpoint& endpoint) {
  const Tone tone = endpoint.state == State::enabled   ? Tone::good
                    : endpoint.state == State::failing ? Tone::warn
                                                       : Tone::bad;
  Cell cell = badge(endpoints::name_of(endpoint.state), tone);
  cell.note = endpoint.state_reason;
  if (endpoint.is_user_stopped) cell.note += std::string(cell.note.empty() ? "" : "; ") + "its user is disabled";
  return cell;
}

}  // namespace latchkey::admin
