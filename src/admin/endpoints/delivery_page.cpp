#include "admin/endpoints/delivery_tables.hpp"
#include "admin/endpoints/endpoint_page.hpp"
#include "admin/endpoints/endpoint_pages.hpp"
#include "endpoints/settings/delivery_care.hpp"

namespace latchkey::admin {
namespace {

using endpoints::Delivery;
using endpoints::DeliveryState;
using endpoints::Endpoint;
using endpoints::Kind;
using endpoints::Resend;
using http::Response;
using staff::Area;
using staff::Level;

struct Told {
  Delivery delivery;
  Endpoint endpoint;
};

Found<Told> find_told(const Visit& visit) {
  const auto id = Uuid::parse(visit.id);
  auto delivery = id ? endpoints::find_delivery(visit.db, *id) : std::nullopt;
  auto endpoint = delivery ? endpoints::find_endpoint(visit.db, delivery->endpoint_id) : std::nullopt;
  if (endpoint) return Told{std::move(*delivery), std::move(*endpoint)};
  return refuse(visit, 404, "Delivery not found", "There is no delivery at this address. It may have been pruned.");
}

bool may_be_sent_again(const Told& told) {
  const bool is_over = told.endpoint.kind == Kind::postback && told.delivery.state == DeliveryState::delivered;
  return told.endpoint.is_told() && !is_over && !told.delivery.payload.empty();
}

std::string path_of_delivery(const Told& told) { return "/webhooks/deliveries/" + told.delivery.id.text(); }

std::string_view reason(Resend outcome) {
  switch (outcome) {
    case Resend::succeeded:
      return "The postback has arrived, and one that has is never sent again.";
    case Resend::gone:
      return "It was removed at the same moment.";
    case Resend::not_told:
      return "It is disabled, or its user is. Enable it first.";
    case Resend::done:
      break;
  }
  return "";
}

}  // namespace

Response show_delivery(const Visit& visit) {
  return with_found(find_told(visit), [&](const Told& told) {
    Page page(visit, "Delivery");
    page.below(title_of(told.endpoint.kind), "/admin" + path_of(told.endpoint));
    page.add(delivery_details(told.delivery, told.endpoint.kind)).add(tries_table(told.delivery));
    if (visit.may(Area::webhooks, Level::edit) && may_be_sent_again(told)) {
      page.add(Form{.title = "Send again",
                    .action = path_of_delivery(told) + "/resend",
                    .submit = "Resend",
                    .text = "The same message, with the same id, is sent at once."});
    }
    return page.render();
  });
}

Response resend_delivery(const Visit& visit) {
  return with_found(find_told(visit), [&](const Told& told) {
    const auto outcome = endpoints::resend(visit.db, visit.actor(), told.endpoint, told.delivery.id);
    if (outcome == Resend::done) return go(path_of_delivery(told), "message_resent");
    return refuse(visit, 409, "It is not sent again", reason(outcome));
  });
}

}  // namespace latchkey::admin
