#include "admin/endpoints/delivery_tables.hpp"
#include "admin/endpoints/endpoint_page.hpp"
#include "admin/own/own_pages.hpp"

namespace latchkey::admin {
namespace {

using endpoints::Endpoint;
using http::Response;

std::optional<Endpoint> find_own(const Visit& visit, const Uuid& id) {
  auto endpoint = endpoints::find_endpoint(visit.db, id);
  const bool is_own = endpoint && endpoint->settings.user_id == visit.session.user_id;
  return is_own ? std::move(endpoint) : std::nullopt;
}

Response not_found(const Visit& visit) {
  return refuse(visit, 404, "Webhook not found", "There is no webhook or postback of yours at this address.");
}

}  // namespace

Response list_own_endpoints(const Visit& visit) {
  Table table{.empty = "There is no webhook or postback of yours. Ask for one.",
              .columns = {"Address", "Kind", "State"}};
  for (const auto& endpoint : endpoints::list_endpoints_of(visit.db, visit.session.user_id)) {
    table.rows.push_back({link(endpoint.settings.url, "/admin" + path_of(endpoint)), plain(title_of(endpoint.kind)),
                          plain(endpoints::name_of(endpoint.state))});
  }
  return Page(visit, "Webhooks").add(table).render();
}

Response show_own_endpoint(const Visit& visit) {
  const auto id = Uuid::parse(visit.id);
  auto endpoint = id ? find_own(visit, *id) : std::nullopt;
  if (!endpoint) return not_found(visit);
  endpoint->state_reason.clear();  // it may name who of the office has disabled it
  Page page(visit, std::string(title_of(endpoint->kind)));
  page.below("Webhooks", "/admin/webhooks").add(endpoint_details(*endpoint));
  return page.add(deliveries_filter(visit, *endpoint))
      .add(deliveries_table(visit, *endpoint, visit.session.user_id))
      .render();
}

Response show_own_delivery(const Visit& visit) {
  const auto id = Uuid::parse(visit.id);
  const auto delivery = id ? endpoints::find_delivery(visit.db, *id, visit.session.user_id) : std::nullopt;
  const auto endpoint = delivery ? find_own(visit, delivery->endpoint_id) : std::nullopt;
  if (!endpoint) return not_found(visit);
  Page page(visit, "Delivery");
  page.below(title_of(endpoint->kind), "/admin" + path_of(*endpoint));
  return page.add(delivery_details(*delivery, endpoint->kind)).add(tries_table(*delivery)).render();
}

}  // namespace latchkey::admin
