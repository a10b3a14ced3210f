#include "admin/endpoints/endpoint_page.hpp"

#include <stdexcept>

#include "admin/endpoints/delivery_tables.hpp"
#include "admin/endpoints/endpoint_pages.hpp"
#include "admin/parts/remedy.hpp"

namespace latchkey::admin {
namespace {

using endpoints::Endpoint;
using endpoints::Kind;
using http::Response;
using staff::Area;
using staff::Level;

void add_links(Page& page, const Endpoint& endpoint) {
  const std::string address = "/admin" + path_of(endpoint);
  page.link_to("Edit", address + "/edit");
  if (endpoint.kind == Kind::webhook) page.link_to("Rotate secret", address + "/rotate", Weight::quiet);
  if (endpoint.is_told()) page.link_to("Replay", address + "/replay", Weight::quiet);
  if (endpoint.state != endpoints::State::disabled) page.link_to("Disable", address + "/disable", Weight::dangerous);
  page.link_to("Delete", address + "/remove", Weight::dangerous);
}

void add_forms(Page& page, const Endpoint& endpoint) {
  if (endpoint.state == endpoints::State::disabled) {
    page.add(Form{.title = "Enable",
                  .action = path_of(endpoint) + "/enable",
                  .submit = "Enable",
                  .text = "It is told again, of what happens from now on."});
  } else if (endpoint.is_told()) {
    page.add(Form{.title = "Test",
                  .action = path_of(endpoint) + "/test",
                  .submit = "Send test",
                  .text =
                      "A message of the event test is sent at once, whatever events are chosen. The page shows what "
                      "is sent and what is answered."});
  }
}

}  // namespace

Response show_endpoint(const Visit& visit) {
  return with_found(find_endpoint(visit), [&](const Endpoint& endpoint) {
    Page page(visit, std::string(title_of(endpoint.kind)));
    page.below("Webhooks", "/admin/webhooks");
    const bool may_edit = visit.may(Area::webhooks, Level::edit);
    if (may_edit) add_links(page, endpoint);
    page.add(endpoint_details(endpoint));
    if (may_edit) add_forms(page, endpoint);
    return page.add(deliveries_filter(visit, endpoint)).add(deliveries_table(visit, endpoint)).render();
  });
}

std::unique_ptr<const crypto::SecretBox> open_box(const Visit& visit, std::string& problem) {
  try {
    return std::make_unique<const crypto::SecretBox>(visit.config.key_file);
  } catch (const std::runtime_error& error) {
    problem = "Its secret cannot be stored: " + name_pages(error.what());
    return nullptr;
  }
}

Response show_secret(const Visit& visit, const Endpoint& webhook, const std::string& secret) {
  Page page(visit, "Secret of the webhook");
  page.below("Webhook", "/admin" + path_of(webhook));
  page.add(
      Notice{Tone::good, "Copy the secret now and hand it to whoever receives the messages: it is shown this once."});
  page.add(Details{"Webhook", {{"URL", code(webhook.settings.url)}}});
  return page.add_codes("Secret", secret, "/admin" + path_of(webhook)).render();
}

}  // namespace latchkey::admin
