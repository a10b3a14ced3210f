// Webhooks and postbacks as the command line names them.
#pragma once
#include "cli/context.hpp"
#include "endpoints/settings/endpoint_store.hpp"

namespace latchkey::cli {

// The endpoint of this kind with this id or address. Throws Refusal when there is none; when several have the address,
// the text names them.
[[nodiscard]] endpoints::Endpoint require_endpoint(Context& context, endpoints::Kind kind,
                                                   const std::string& id_or_url);

// Throws Refusal when the endpoint, or its user, is disabled.
void require_told(const endpoints::Endpoint& endpoint);

// A command of one kind's group, about one endpoint.
struct NamedCommand {
  endpoints::Kind kind;
  std::string name;
  std::string help;
  std::function<void(const endpoints::Endpoint&)> act;
};

CLI::App* add_endpoint_command(CLI::App& group, Context& context, NamedCommand command);

// The commands of delivery_commands.cpp: test, deliveries, resend, replay.
void add_delivery_commands(CLI::App& group, Context& context, endpoints::Kind kind);

}  // namespace latchkey::cli
