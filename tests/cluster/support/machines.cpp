#include "cluster/support/machines.hpp"

#include <boost/test/unit_test.hpp>
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

std::string make_login_token(const Machines& all, const WebMachine& machine) {
  const Answer created = machine.send({.method = "POST",
                                       .path = "/api/v1/customers",
                                       .headers = {{"X-Api-Key", all.api_key}, {"Content-Type", "application/json"}},
                                       .body = new_customer().dump()});
  BOOST_REQUIRE(created.status == 201);
  return created.json()["login"]["token"];
}

Answer redeem(const WebMachine& machine, const std::string& token) {
  return machine.send({.path = "/auth/login", .query = "token=" + token});
}

std::chrono::milliseconds time_of_sign_out(const Machines& all, const WebMachine& here, const WebMachine& there) {
  using namespace std::chrono_literals;
  const std::string cookie = "__Host-member=" + redeem(there, make_login_token(all, here)).cookie("__Host-member");
  const auto verify = [&] { return there.send({.path = "/auth/verify", .headers = {{"Cookie", cookie}}}).status; };
  for (int i = 0; i < 3; ++i) BOOST_TEST(verify() == 204);
  const Answer ended = here.send(
      {.method = "POST", .path = "/auth/logout", .headers = {{"Cookie", cookie}, {"Sec-Fetch-Site", "same-origin"}}});
  BOOST_TEST(ended.status == 303);
  const auto begun = std::chrono::steady_clock::now();
  BOOST_TEST(holds_within(3s, [&] { return verify() == 401; }));
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
}

std::string make_site(const WebMachine& machine) {
  static_cast<void>(tool(machine, "menu add --label Dashboard --path /dashboard --home"));
  std::string api_key = tool(machine, "api-key create --name Cluster --right customers:create");
  api_key.pop_back();
  return api_key;
}

}  // namespace latchkey::test
