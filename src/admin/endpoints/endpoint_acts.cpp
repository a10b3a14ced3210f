#include "admin/endpoints/endpoint_page.hpp"
#include "admin/endpoints/endpoint_pages.hpp"
#include "base/clock_text.hpp"
#include "endpoints/settings/delivery_care.hpp"

namespace latchkey::admin {
namespace {

using endpoints::Endpoint;
using endpoints::Kind;
using http::Response;

// Removed while somebody waits for the page; the nightly prune takes what is left.
constexpr int batches_at_once = 20;

std::string noun_of(const Endpoint& endpoint) { return std::string(endpoints::name_of(endpoint.kind)); }

// A page that asks before something is done.
Response ask(const Visit& visit, const Endpoint& endpoint, Form form) {
  form.cancel = "/admin" + path_of(endpoint);
  Page page(visit, form.submit + " the " + noun_of(endpoint));
  return page.below(title_of(endpoint.kind), form.cancel).add(form).render();
}

// Which secret the form was shown for.
std::string seen_secret(const Endpoint& webhook) { return webhook.former_secret_until.value_or("first"); }

Response no_secret(const Visit& visit) {
  return refuse(visit, 404, "No secret", "A postback has no secret: what it carries stands in its address.");
}

Response rotated_before(const Visit& visit) {
  return refuse(visit, 409, "Rotated already",
                "The secret was rotated since this form was shown, and was shown then. Rotate it again if it is lost.");
}

Response show_replay_form(const Visit& visit, const Endpoint& endpoint, const std::string& error) {
  Form form{.action = path_of(endpoint) + "/replay", .submit = "Replay"};
  form.text =
      "What was written since that day and never arrived is sent again: what was given up, and what waits for a "
      "later try.";
  form.fields = {{.name = "since",
                  .label = "Since (UTC)",
                  .kind = Field::Kind::date,
                  .value = visit.typed("since"),
                  .error = error,
                  .need = Field::Need::required}};
  form.cancel = "/admin" + path_of(endpoint);
  Page page(visit, "Replay");
  return page.below(title_of(endpoint.kind), form.cancel).add(form).render(error.empty() ? 200 : 422);
}

}  // namespace

Response enable_endpoint(const Visit& visit) {
  return with_found(find_endpoint(visit), [&](const Endpoint& endpoint) {
    endpoints::enable_endpoint(visit.db, visit.actor(), endpoint);
    return go(path_of(endpoint), "endpoint_enabled");
  });
}

Response confirm_disable_endpoint(const Visit& visit) {
  return with_found(find_endpoint(visit), [&](const Endpoint& endpoint) {
    return ask(visit, endpoint,
               {.action = path_of(endpoint) + "/disable",
                .submit = "Disable",
                .text = "It is told nothing of what happens from now on, and what waits for it is given up. Replay "
                        "brings that back once it is enabled again, but not what has happened meanwhile.",
                .tone = Tone::bad});
  });
}

Response disable_endpoint(const Visit& visit) {
  return with_found(find_endpoint(visit), [&](const Endpoint& endpoint) {
    endpoints::disable_endpoint(visit.db, visit.actor(), endpoint);
    return go(path_of(endpoint), "endpoint_disabled");
  });
}

Response confirm_remove_endpoint(const Visit& visit) {
  return with_found(find_endpoint(visit), [&](const Endpoint& endpoint) {
    return ask(visit, endpoint,
               {.action = path_of(endpoint) + "/remove",
                .submit = "Delete",
                .text = endpoint.settings.url + " is told nothing any more, and what it was told is deleted too. This "
                                                "cannot be undone.",
                .tone = Tone::bad});
  });
}

Response remove_endpoint(const Visit& visit) {
  return with_found(find_endpoint(visit), [&](const Endpoint& endpoint) {
    endpoints::remove_endpoint(visit.db, visit.actor(), endpoint);
    for (int batch = 0; batch < batches_at_once; ++batch) {
      if (endpoints::remove_some_deliveries(visit.db, endpoint.id) == 0) break;
    }
    return go("/webhooks", "endpoint_removed");
  });
}

Response confirm_rotate_endpoint(const Visit& visit) {
  return with_found(find_endpoint(visit), [&](const Endpoint& endpoint) {
    if (endpoint.kind != Kind::webhook) return no_secret(visit);
    return ask(visit, endpoint,
               {.action = path_of(endpoint) + "/rotate",
                .submit = "Rotate",
                .hidden = {{"seen", seen_secret(endpoint)}},
                .text = "A new secret is shown, this once. For 24 hours both sign, so that the receiver can change "
                        "over. A secret that was rotated before ends now."});
  });
}

Response rotate_endpoint(const Visit& visit) {
  return with_found(find_endpoint(visit), [&](const Endpoint& endpoint) {
    if (endpoint.kind != Kind::webhook) return no_secret(visit);
    std::string problem;
    const auto box = open_box(visit, problem);
    if (!box) return refuse(visit, 409, "It cannot be rotated", problem);
    std::string secret;
    const auto keep = [&](const std::string& value) { secret = value; };
    const bool is_done = visit.typed("seen") == seen_secret(endpoint) &&
                         endpoints::rotate_secret(visit.db, visit.actor(), endpoint, *box, keep);
    return is_done ? show_secret(visit, endpoint, secret) : rotated_before(visit);
  });
}

Response test_endpoint(const Visit& visit) {
  return with_found(find_told_endpoint(visit), [&](const Endpoint& endpoint) {
    const auto id = endpoints::send_test(visit.db, visit.actor(), endpoint);
    return id ? go("/webhooks/deliveries/" + id->text(), "test_sent") : go("/webhooks");
  });
}

Response show_replay(const Visit& visit) {
  return with_found(find_told_endpoint(visit),
                    [&](const Endpoint& endpoint) { return show_replay_form(visit, endpoint, ""); });
}

Response replay_endpoint(const Visit& visit) {
  return with_found(find_told_endpoint(visit), [&](const Endpoint& endpoint) {
    const auto since = parse_expiry(visit.typed("since") + "T00:00:00Z");
    if (!since) return show_replay_form(visit, endpoint, "A day, as YYYY-MM-DD.");
    static_cast<void>(endpoints::replay(visit.db, visit.actor(), endpoint, *since));
    return go(path_of(endpoint), "messages_replayed");
  });
}

}  // namespace latchkey::admin
