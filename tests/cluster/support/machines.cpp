#include "cluster/support/machines.hpp"

#include <stdexcept>

#include "support/folders.hpp"

namespace latchkey::test {
namespace {

// The line of docs/failover.md.
std::string recommended_provider_options() {
  static const std::string before = "wsrep_provider_options = \"";
  const std::string page = read_file(source_folder() + "/docs/failover.md");
  const auto begin = page.find(before);
  if (begin == std::string::npos) throw std::runtime_error("docs/failover.md has no provider options");
  const auto from = begin + before.size();
  return page.substr(from, page.find('"', from) - from);
}

std::string tool(const WebMachine& machine, const std::string& arguments) {
  const auto done = machine.latchkey(arguments);
  if (done.exit_code != 0) throw std::runtime_error("latchkey " + arguments + ": " + done.errors);
  return done.output;
}

}  // namespace

Machines::Machines(const Options& options)
    : cluster(GaleraCluster::Options{.server = {}, .provider = recommended_provider_options()}),
      more_settings(options.more_settings) {
  start_anew();
  api_key = make_site(*machines.front());
}

void Machines::start_anew() {
  machines.clear();
  for (std::size_t i = 0; i < GaleraCluster::size; ++i) machines.push_back(std::make_unique<WebMachine>(options_of(i)));
}

WebMachine::Options Machines::options_of(std::size_t node) const {
  WebMachine::Options options{.hosts = {}, .more_settings = more_settings};
  for (std::size_t i = 0; i < GaleraCluster::size; ++i) {
    options.hosts.push_back(
        {.socket = "", .host = "127.0.0.1", .port = cluster.port((node + i) % GaleraCluster::size)});
  }
  return options;
}

std::vector<const WebMachine*> Machines::all() const {
  std::vector<const WebMachine*> list;
  list.reserve(machines.size());
  for (const auto& machine : machines) list.push_back(machine.get());
  return list;
}

std::string make_site(const WebMachine& machine) {
  static_cast<void>(tool(machine, "menu add --label Dashboard --path /dashboard --home"));
  std::string api_key = tool(machine, "api-key create --name Cluster --right customers:create");
  api_key.pop_back();
  return api_key;
}

}  // namespace latchkey::test
