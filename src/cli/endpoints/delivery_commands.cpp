// What webhooks and postbacks were told: test, deliveries, resend, replay.
#include <iostream>

#include "base/clock_text.hpp"
#include "cli/endpoints/endpoint_names.hpp"
#include "endpoints/settings/delivery_care.hpp"

namespace latchkey::cli {
namespace {

using endpoints::Delivery;
using endpoints::Endpoint;
using endpoints::Kind;
using nlohmann::json;

constexpr std::size_t most_listed = 10'000;

struct ListOptions {
  std::size_t limit = 100;
  std::string state;
};

json or_null(const auto& value) { return value ? json(*value) : json(); }

json delivery_json(const Delivery& delivery) {
  json tries = json::array();
  for (const auto& tried : delivery.tries) {
    tries.push_back({{"at", tried.at},
                     {"status", or_null(tried.status)},
                     {"ms", tried.took.count()},
                     {"answer", or_null(tried.answer)},
                     {"error", or_null(tried.error)}});
  }
  return {{"id", delivery.id.text()},
          {"messageId", endpoints::message_id(delivery.id)},
          {"event", delivery.event},
          {"state", endpoints::name_of(delivery.state)},
          {"tries", std::move(tries)}};
}

// What came of the last try, for the table.
json outcome_json(const Delivery& delivery) {
  if (delivery.tries.empty()) return nullptr;
  const auto& last = delivery.tries.back();
  return last.status ? std::to_string(*last.status) : last.error.value_or("no answer");
}

void list(Context& context, const Endpoint& endpoint, const ListOptions& options, Output output) {
  Listing listing{{{"MESSAGE", "messageId"},
                   {"EVENT", "event"},
                   {"AT", "at"},
                   {"STATE", "state"},
                   {"TRIES", "count"},
                   {"LAST ANSWER", "outcome"},
                   {"NEXT TRY", "next"}},
                  json::array()};
  const auto state = endpoints::parse_delivery_state(options.state);
  for (const auto& delivery :
       endpoints::list_deliveries(context.db(), {.endpoint = endpoint.id, .state = state, .limit = options.limit})) {
    json row = delivery_json(delivery);
    if (output == Output::table) {
      row["at"] = delivery.created_at;
      row["count"] = delivery.tries.size();
      row["outcome"] = outcome_json(delivery);
      row["next"] = or_null(delivery.next_at);
    }
    listing.rows.push_back(std::move(row));
  }
  print(listing, output);
}

void test(Context& context, const Endpoint& endpoint) {
  require_told(endpoint);
  const auto id = endpoints::send_test(context.db(), Context::actor(), endpoint);
  if (!id) throw Refusal("it was removed at the same moment");
  std::cout << endpoints::message_id(*id) << '\n';
  std::cerr << "note: the courier sends it; latchkey " << endpoints::name_of(endpoint.kind) << " deliveries "
            << endpoint.id.text() << " shows what came of it\n";
}

void resend(Context& context, Kind kind, const std::string& wanted) {
  const std::string what(endpoints::name_of(kind));
  const auto id = endpoints::parse_message_id(wanted);
  const auto delivery = id ? endpoints::find_delivery(context.db(), *id) : std::nullopt;
  const auto endpoint = delivery ? endpoints::find_endpoint(context.db(), delivery->endpoint_id) : std::nullopt;
  if (!endpoint || endpoint->kind != kind) {
    throw Refusal("there is no delivery " + wanted + " of a " + what + "; see latchkey " + what + " deliveries");
  }
  require_told(*endpoint);
  switch (endpoints::resend(context.db(), Context::actor(), *endpoint, delivery->id)) {
    case endpoints::Resend::succeeded:
      throw Refusal("the postback has arrived, and one that has is never sent again");
    case endpoints::Resend::gone:
      throw Refusal("it was removed at the same moment");
    case endpoints::Resend::not_told:
      throw Refusal("the " + what + " was disabled at the same moment");
    case endpoints::Resend::done:
      break;
  }
}

// A day is meant from its beginning.
std::string parse_since(const std::string& text) {
  static constexpr std::size_t length_of_day = 10;
  auto time = parse_expiry(text.size() == length_of_day ? text + "T00:00:00Z" : text);
  if (!time) throw CLI::ValidationError("--since", "must be YYYY-MM-DD or an ISO 8601 time with Z or an offset");
  return std::move(*time);
}

void replay(Context& context, const Endpoint& endpoint, const std::string& since) {
  const std::string from = parse_since(since);
  require_told(endpoint);
  const auto messages = endpoints::replay(context.db(), Context::actor(), endpoint, from);
  std::cerr << "messages that are sent again: " << messages << '\n';
}

void add_list_command(CLI::App& group, Context& context, Kind kind) {
  const auto options = std::make_shared<ListOptions>();
  const auto output = std::make_shared<Output>(Output::table);
  CLI::App* command = add_endpoint_command(
      group, context,
      {kind, "deliveries", "List what it was told and what it answered, the newest first",
       [&context, options, output](const Endpoint& endpoint) { list(context, endpoint, *options, *output); }});
  command->add_option("--state", options->state, "Only those in this state: waiting, delivered or failed")
      ->check(CLI::IsMember({"waiting", "delivered", "failed"}));
  command->add_option("--limit", options->limit, "How many at most")
      ->check(CLI::Range(std::size_t{1}, most_listed))
      ->capture_default_str();
  add_json_flag(*command, output);
}

}  // namespace

void add_delivery_commands(CLI::App& group, Context& context, Kind kind) {
  add_endpoint_command(group, context,
                       {kind, "test", "Send a test and print the id of its message",
                        [&context](const Endpoint& endpoint) { test(context, endpoint); }});
  add_list_command(group, context, kind);

  CLI::App* resend_command = group.add_subcommand(
      "resend", kind == Kind::webhook ? "Send a message again at once, with the same id and the same body"
                                      : "Send a postback that has not arrived again at once");
  const auto wanted = std::make_shared<std::string>();
  resend_command->add_option("delivery", *wanted, "Id of the delivery or of its message")->required();
  resend_command->callback([&context, kind, wanted] { resend(context, kind, *wanted); });

  const auto since = std::make_shared<std::string>();
  CLI::App* replay_command =
      add_endpoint_command(group, context,
                           {kind, "replay", "Send all again that never arrived",
                            [&context, since](const Endpoint& endpoint) { replay(context, endpoint, *since); }});
  replay_command->add_option("--since", *since, "YYYY-MM-DD, or an ISO 8601 time: what was written since then")
      ->required();
}

}  // namespace latchkey::cli
