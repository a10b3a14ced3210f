#include "admin/endpoints/endpoint_fields.hpp"
#include "admin/endpoints/endpoint_page.hpp"
#include "admin/endpoints/endpoint_pages.hpp"
#include "admin/frame/edit_form.hpp"

namespace latchkey::admin {
namespace {

using endpoints::Endpoint;
using endpoints::Kind;
using http::Response;

std::string noun_of(Kind kind) { return std::string(endpoints::name_of(kind)); }

// Of a form that makes one, in the query or in the form.
Kind asked_kind(const Visit& visit) {
  const std::string postback = noun_of(Kind::postback);
  return visit.asked("kind") == postback || visit.typed("kind") == postback ? Kind::postback : Kind::webhook;
}

Response show_new(const Visit& visit, Kind kind, const Errors& errors) {
  Form form{.action = "/webhooks/new", .submit = "Save", .fields = endpoint_fields(visit, kind, {})};
  if (!errors.empty()) keep_typed(visit, form.fields);
  tell(form.fields, errors);
  const std::string typed_id = visit.typed("id");
  form.hidden = {{"id", Uuid::parse(typed_id) ? typed_id : Uuid::make().text()}, {"kind", noun_of(kind)}};
  form.cancel = "/admin/webhooks";
  Page page(visit, "New " + noun_of(kind));
  page.below("Webhooks", "/admin/webhooks");
  if (const auto whole = errors.find(""); whole != errors.end()) page.add(Notice{Tone::bad, whole->second});
  return page.add(form).render(errors.empty() ? 200 : 422);
}

Response shown_before(const Visit& visit) {
  return refuse(
      visit, 409, "Saved already",
      "This form was sent before and its webhook exists. The secret was shown then and cannot be shown again; "
      "rotate it if it is lost.");
}

Response add_webhook(const Visit& visit, const endpoints::NewEndpoint& made) {
  std::string problem;
  const auto box = open_box(visit, problem);
  if (!box) return show_new(visit, made.kind, {{"", problem}});
  std::string secret;
  const auto keep = [&](const std::string& value) { secret = value; };
  if (endpoints::add_endpoint(visit.db, visit.actor(), made, *box, keep) == db::InsertOutcome::duplicate) {
    return shown_before(visit);
  }
  Endpoint webhook;
  webhook.id = made.id;
  webhook.settings = made.settings;
  return show_secret(visit, webhook, secret);
}

// What the form of a stored one does.
Version version_of(const Endpoint& endpoint) {
  std::vector<std::string> values{endpoint.settings.url,
                                  endpoint.settings.user_id ? endpoint.settings.user_id->text() : ""};
  values.insert(values.end(), endpoint.settings.events.begin(), endpoint.settings.events.end());
  return {endpoint.id, fingerprint_of(values)};
}

Found<Endpoint> start_nothing(const Visit&) { return Endpoint(); }

Endpoint read(const Visit& visit, const Endpoint& before, Edit& edit) {
  Endpoint after = before;
  after.settings = read_endpoint_fields(visit, before.kind, before.settings, edit.errors);
  return after;
}

SaveOutcome add_nothing(const Visit&, const Endpoint&) { return ChangedMeanwhile(); }

SaveOutcome change(const Visit& visit, const Endpoint& before, const Endpoint& after) {
  const auto outcome = endpoints::change_endpoint(visit.db, visit.actor(), before, after.settings);
  if (outcome == endpoints::EndpointChange::changed_meanwhile) return ChangedMeanwhile();
  return Saved{path_of(before), "endpoint_saved"};
}

Response show_edit(const Visit& visit, const Endpoint& endpoint, const Edit& edit) {
  Form form{.action = path_of(endpoint) + "/edit",
            .submit = "Save",
            .fields = endpoint_fields(visit, endpoint.kind, endpoint.settings),
            .cancel = "/admin" + path_of(endpoint)};
  if (endpoint.kind == Kind::postback) form.text = "What is on its way already goes to the former address.";
  Page page(visit, "Edit the " + noun_of(endpoint.kind));
  page.below(title_of(endpoint.kind), "/admin" + path_of(endpoint));
  return render_edit(visit, page, std::move(form), edit);
}

constexpr EditRules<Endpoint> endpoint_rules{.find = find_endpoint,
                                             .start = start_nothing,
                                             .version_of = version_of,
                                             .read = read,
                                             .add = add_nothing,
                                             .change = change,
                                             .show = show_edit};

}  // namespace

Response show_new_endpoint(const Visit& visit) { return show_new(visit, asked_kind(visit), {}); }

Response save_new_endpoint(const Visit& visit) {
  const Kind kind = asked_kind(visit);
  Errors errors;
  const endpoints::NewEndpoint made{.id = Uuid::parse(visit.typed("id")).value_or(Uuid::make()),
                                    .kind = kind,
                                    .settings = read_endpoint_fields(visit, kind, {}, errors)};
  if (!errors.empty()) return show_new(visit, kind, errors);
  if (kind == Kind::webhook) return add_webhook(visit, made);
  if (endpoints::add_postback(visit.db, visit.actor(), made) == db::InsertOutcome::duplicate)
    return shown_before(visit);
  return go("/webhooks/" + made.id.text(), "endpoint_saved");
}

Response show_endpoint_form(const Visit& visit) { return show_stored(visit, endpoint_rules); }

Response save_endpoint(const Visit& visit) { return save_stored(visit, endpoint_rules); }

}  // namespace latchkey::admin
