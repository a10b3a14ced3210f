#include "cli/endpoints/endpoint_commands.hpp"

#include <algorithm>
#include <iostream>

#include "cli/endpoints/endpoint_names.hpp"
#include "endpoints/settings/delivery_care.hpp"
#include "endpoints/settings/settings_rules.hpp"
#include "staff/user_store.hpp"

namespace latchkey::cli {
namespace {

using endpoints::Endpoint;
using endpoints::EndpointSettings;
using endpoints::Kind;

constexpr std::string_view none = "none";

struct Options {
  std::string url;
  std::vector<std::string> events;
  std::string user;
};

std::string list_names(Kind kind) {
  std::string names;
  for (const auto name : endpoints::list_event_names(kind)) {
    names += (names.empty() ? "" : ", ") + std::string(name);
  }
  return names;
}

std::vector<std::string> parse_events(Kind kind, const std::vector<std::string>& names) {
  for (const auto& name : names) {
    if (!endpoints::is_event_name(name, kind)) {
      throw CLI::ValidationError("--event", name + " is none of " + list_names(kind));
    }
  }
  return endpoints::arrange_events(kind, names);
}

Uuid require_user(Context& context, const std::string& email) {
  const auto user = staff::find_user(context.db(), email);
  if (!user) throw Refusal("there is no user " + email + "; see latchkey user list");
  if (user->is_disabled) throw Refusal("the user " + email + " is disabled, and is told nothing");
  return user->id;
}

// `settings` with what was given.
EndpointSettings apply(Context& context, Kind kind, const Options& options, EndpointSettings settings) {
  if (!options.events.empty()) settings.events = parse_events(kind, options.events);
  if (!options.url.empty()) {
    const auto problem = endpoints::find_url_problem(kind, options.url, context.config().courier);
    if (problem) throw Refusal("--url " + options.url + " is not taken: " + *problem);
    settings.url = options.url;
  }
  if (options.user == none) {
    if (kind == Kind::postback) throw CLI::ValidationError("--user", "a postback is always about a user's leads");
    settings.user_id.reset();
  } else if (!options.user.empty()) {
    settings.user_id = require_user(context, options.user);
  }
  return settings;
}

void add(Context& context, Kind kind, const Options& options) {
  endpoints::NewEndpoint made{.kind = kind, .settings = apply(context, kind, options, {})};
  if (kind == Kind::postback) {
    static_cast<void>(endpoints::add_postback(context.db(), Context::actor(), made));
    std::cout << made.id.text() << '\n';
  } else {
    static_cast<void>(endpoints::add_endpoint(context.db(), Context::actor(), made, context.secret_box(), hand_over));
    std::cerr << "note: this is the webhook's secret, shown this once; its id is " << made.id.text() << '\n';
  }
}

void change(Context& context, const Endpoint& before, const Options& options) {
  if (options.url.empty() && options.events.empty() && options.user.empty()) {
    throw CLI::ValidationError("change", "say what to change; see --help");
  }
  const auto after = apply(context, before.kind, options, before.settings);
  if (endpoints::change_endpoint(context.db(), Context::actor(), before, after) == endpoints::EndpointChange::done) {
    return;
  }
  throw Refusal("it was changed by somebody else at the same moment; look at it and try again");
}

void remove(Context& context, const Endpoint& endpoint) {
  endpoints::remove_endpoint(context.db(), Context::actor(), endpoint);
  while (endpoints::remove_some_deliveries(context.db(), endpoint.id) > 0) continue;
}

void rotate(Context& context, const Endpoint& webhook) {
  if (endpoints::rotate_secret(context.db(), Context::actor(), webhook, context.secret_box(), hand_over)) {
    std::cerr << "note: the former secret signs as well for " << endpoints::former_secret_hours << " hours\n";
    return;
  }
  throw Refusal("the webhook was rotated or removed at the same moment");
}

std::string shown_state(const Endpoint& endpoint) {
  std::string text(endpoints::name_of(endpoint.state));
  if (endpoint.state != endpoints::State::disabled && endpoint.is_user_stopped) text += ", its user is disabled";
  return text + (endpoint.state_reason.empty() ? "" : ": " + endpoint.state_reason);
}

void list(Context& context, Kind kind, Output output) {
  Listing listing{{{"ID", "id"}, {"URL", "url"}, {"EVENTS", "events"}, {"USER", "user"}, {"STATE", "state"}},
                  nlohmann::json::array()};
  for (const auto& endpoint : endpoints::list_endpoints(context.db())) {
    if (endpoint.kind != kind) continue;
    const std::string name(endpoints::name_of(endpoint.state));
    listing.rows.push_back({{"id", endpoint.id.text()},
                            {"url", endpoint.settings.url},
                            {"events", endpoint.settings.events},
                            {"user", endpoint.user.empty() ? nlohmann::json() : nlohmann::json(endpoint.user)},
                            {"state", output == Output::json ? name : shown_state(endpoint)}});
  }
  print(listing, output);
}

// What both `add` and `change` take.
CLI::Option* add_options(CLI::App& command, Kind kind, const std::shared_ptr<Options>& options) {
  const bool is_postback = kind == Kind::postback;
  command.add_option("--event", options->events, "What to tell of; may be repeated: " + list_names(kind))
      ->allow_extra_args(false);
  command.add_option("--url", options->url,
                     is_postback ? "A template, such as https://tracker.example/p?cid={click_id}&e={event}"
                                 : "Where to send it, such as https://partner.example/hook");
  return command.add_option("--user", options->user, "E-mail of the user whose leads it is told of");
}

void add_add_command(CLI::App& group, Context& context, Kind kind) {
  const bool is_postback = kind == Kind::postback;
  CLI::App* command = group.add_subcommand(
      "add", is_postback ? "Make a postback and print its id" : "Make a webhook and print its secret, this once");
  const auto options = std::make_shared<Options>();
  CLI::Option* user = add_options(*command, kind, options);
  if (is_postback) user->required();
  command->get_option("--url")->required();
  command->get_option("--event")->required();
  command->callback([&context, kind, options] { add(context, kind, *options); });
}

void add_group(CLI::App& app, Context& context, Kind kind) {
  const std::string name(endpoints::name_of(kind));
  CLI::App* group =
      app.add_subcommand(name, kind == Kind::webhook ? "Webhooks: signed messages about leads, customers and deposits"
                                                     : "Postbacks: what trackers of partners are called with")
          ->require_subcommand(1);
  add_add_command(*group, context, kind);

  CLI::App* list_command = group->add_subcommand("list", "List them and whether they work");
  const auto output = std::make_shared<Output>(Output::table);
  add_json_flag(*list_command, output);
  list_command->callback([&context, kind, output] { list(context, kind, *output); });

  const auto changes = std::make_shared<Options>();
  CLI::App* change_command = add_endpoint_command(
      *group, context, {kind, "change", "Change what is given", [&context, changes](const Endpoint& endpoint) {
                          change(context, endpoint, *changes);
                        }});
  CLI::Option* user = add_options(*change_command, kind, changes);
  if (kind == Kind::webhook) user->description(user->get_description() + "; none: of everybody's");

  add_endpoint_command(*group, context, {kind, "enable", "Tell it again", [&context](const Endpoint& endpoint) {
                                           endpoints::enable_endpoint(context.db(), Context::actor(), endpoint);
                                         }});
  add_endpoint_command(
      *group, context,
      {kind, "disable", "Tell it nothing more; what waits is given up", [&context](const Endpoint& endpoint) {
         endpoints::disable_endpoint(context.db(), Context::actor(), endpoint);
       }});
  add_endpoint_command(*group, context,
                       {kind, "remove", "Remove it and what it was told",
                        [&context](const Endpoint& endpoint) { remove(context, endpoint); }});
  if (kind == Kind::webhook) {
    add_endpoint_command(*group, context,
                         {kind, "rotate", "Print a new secret, this once; the former one lives on for 24 hours",
                          [&context](const Endpoint& endpoint) { rotate(context, endpoint); }});
  }
  add_delivery_commands(*group, context, kind);
}

}  // namespace

void add_endpoint_commands(CLI::App& app, Context& context) {
  add_group(app, context, Kind::webhook);
  add_group(app, context, Kind::postback);
}

}  // namespace latchkey::cli
