#include "cli/endpoints/endpoint_names.hpp"

namespace latchkey::cli {

using endpoints::Endpoint;
using endpoints::Kind;

Endpoint require_endpoint(Context& context, Kind kind, const std::string& id_or_url) {
  const std::string what(endpoints::name_of(kind));
  auto found = endpoints::find_endpoints(context.db(), kind, id_or_url);
  if (found.empty()) throw Refusal("there is no " + what + " " + id_or_url + "; see latchkey " + what + " list");
  if (found.size() == 1) return std::move(found.front());
  std::string candidates;
  for (const auto& endpoint : found) {
    candidates += "\n  " + endpoint.id.text() + "  " + (endpoint.user.empty() ? "everybody's leads" : endpoint.user);
  }
  throw Refusal(id_or_url + " is the address of several " + what + "s; give the id of one:" + candidates);
}

void require_told(const Endpoint& endpoint) {
  const std::string what(endpoints::name_of(endpoint.kind));
  if (endpoint.state == endpoints::State::disabled) {
    throw Refusal("the " + what + " is disabled; latchkey " + what + " enable " + endpoint.id.text());
  }
  if (endpoint.is_user_stopped) {
    throw Refusal("the user of the " + what + " is disabled; latchkey user enable " + endpoint.user);
  }
}

CLI::App* add_endpoint_command(CLI::App& group, Context& context, NamedCommand made) {
  CLI::App* command = group.add_subcommand(made.name, made.help);
  const auto wanted = std::make_shared<std::string>();
  command->add_option(std::string(endpoints::name_of(made.kind)), *wanted, "Address or id")->required();
  command->callback([&context, wanted, kind = made.kind, act = std::move(made.act)] {
    act(require_endpoint(context, kind, *wanted));
  });
  return command;
}

}  // namespace latchkey::cli
