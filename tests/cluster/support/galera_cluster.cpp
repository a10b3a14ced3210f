#include "cluster/support/galera_cluster.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <random>
#include <set>
#include <stdexcept>
#include <utility>

#include "cli/schema/migrations.hpp"
#include "support/database_template.hpp"
#include "support/dialect.hpp"

namespace latchkey::test {
namespace {

constexpr std::chrono::seconds longest{60};

using Join = GaleraNode::Join;

bool is_free(std::uint16_t port) {
  const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool is_bound = ::bind(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(probe);
  return is_bound;
}

// The first of several free ports in a row, each below the range that clients' own ports are taken from: a client's
// port once stood in a node's way.
std::uint16_t find_ports(std::set<std::uint16_t>& taken) {
  static std::minstd_rand random{std::random_device{}()};
  std::uniform_int_distribution<int> blocks{20000 / GaleraNode::ports, 32000 / GaleraNode::ports};
  for (;;) {
    const auto first = static_cast<std::uint16_t>(blocks(random) * GaleraNode::ports);
    bool are_free = taken.insert(first).second;
    for (std::uint16_t i = 0; i < GaleraNode::ports; ++i) {
      are_free = are_free && is_free(static_cast<std::uint16_t>(first + i));
    }
    if (are_free) return first;
  }
}

}  // namespace

GaleraCluster::GaleraCluster() : GaleraCluster(Options{}) {}

GaleraCluster::GaleraCluster(Options options)
    : common_{.server_options = std::move(options.server),
              .provider_options = std::move(options.provider),
              .members = "gcomm://"} {
  if (server_name() != "mariadb") throw std::runtime_error("Galera is tried with the installed MariaDB alone");
  std::set<std::uint16_t> taken;
  nodes_.reserve(size);
  for (std::size_t i = 0; i < size; ++i) {
    const std::string name = "node" + std::to_string(i);
    nodes_.emplace_back(name, folder_.path() / name, find_ports(taken));
    common_.members += (i == 0 ? "" : ",") + nodes_.back().group_address();
  }
  try {
    make_first_node();
    copy_first_node();
    nodes_[0].launch(common_, Join::fresh);
    wait_until_synced(0);
    for (std::size_t i = 1; i < size; ++i) nodes_.at(i).launch(common_, Join::existing);
    for (std::size_t i = 1; i < size; ++i) wait_until_synced(i);
  } catch (...) {
    for (auto& node : nodes_) node.end(SIGKILL);
    throw;
  }
}

GaleraCluster::~GaleraCluster() {
  for (auto& node : nodes_) node.end(SIGKILL);
}

// The schema is made before there are others to send it to, and the others begin as copies: quicker than full state
// transfers.
void GaleraCluster::make_first_node() {
  const std::string folder = nodes_[0].folder();
  std::filesystem::create_directory(folder);
  std::filesystem::copy(find_database_template(), folder + "/data", std::filesystem::copy_options::recursive);
  give_to_server_user();
  nodes_[0].launch(common_, Join::fresh);
  wait_until_synced(0);
  static_cast<void>(ask(0, "CREATE DATABASE latchkey CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"));
  {
    const auto db = connect(0);
    cli::migrate(*db, [](const std::string&) {});
  }
  shut_down(0);
}

void GaleraCluster::copy_first_node() const {
  for (std::size_t i = 1; i < size; ++i) {
    std::filesystem::create_directory(nodes_.at(i).folder());
    std::filesystem::copy(nodes_[0].folder() + "/data", nodes_.at(i).folder() + "/data",
                          std::filesystem::copy_options::recursive);
  }
  give_to_server_user();
}

void GaleraCluster::give_to_server_user() const {
  if (::geteuid() != 0) return;
  const auto given = run("chown -R " + galera_user() + ": " + quoted(folder_.path()));
  if (given.exit_code != 0) throw std::runtime_error(given.errors);
}

DatabaseConfig GaleraCluster::config(std::size_t node, const std::string& schema) const {
  DatabaseConfig config;
  config.socket = nodes_.at(node).folder() + "/db.sock";
  config.name = schema;
  config.user = "root";
  return config;
}

DatabaseConfig GaleraCluster::tcp_config(std::size_t node, const std::string& schema) const {
  DatabaseConfig config;
  config.host = "127.0.0.1";
  config.port = port(node);
  config.allow_cleartext = true;
  config.name = schema;
  config.user = "root";
  return config;
}

std::unique_ptr<db::Connection> GaleraCluster::connect(std::size_t node) const {
  return std::make_unique<db::Connection>(config(node));
}

void GaleraCluster::kill(std::size_t node) { nodes_.at(node).end(SIGKILL); }

void GaleraCluster::shut_down(std::size_t node) { nodes_.at(node).end(SIGTERM); }

void GaleraCluster::start(std::size_t node) {
  nodes_.at(node).launch_again(common_);
  wait_until_synced(node);
}

void GaleraCluster::freeze(std::size_t node) const { nodes_.at(node).send(SIGSTOP); }

void GaleraCluster::thaw(std::size_t node) const { nodes_.at(node).send(SIGCONT); }

void GaleraCluster::cut_off(std::size_t node) const {
  static_cast<void>(ask(node, "SET GLOBAL wsrep_provider_options = 'gmcast.isolate=1'"));
}

void GaleraCluster::reconnect(std::size_t node) const {
  static_cast<void>(ask(node, "SET GLOBAL wsrep_provider_options = 'gmcast.isolate=0'"));
}

void GaleraCluster::wait_until_synced(std::size_t node) const {
  const bool is_synced = holds_within(longest, [&] { return status(node, "wsrep_local_state_comment") == "Synced"; });
  if (is_synced) return;
  static constexpr std::size_t shown = 4000;
  const std::string log = read_file(nodes_.at(node).folder() + "/log");
  throw std::runtime_error("node " + std::to_string(node) + " is not synced; the end of its log:\n" +
                           log.substr(log.size() > shown ? log.size() - shown : 0));
}

std::string GaleraCluster::ask(std::size_t node, const std::string& text) const {
  const auto answer = run("mariadb --no-defaults --skip-auto-rehash --connect-timeout=5 -N -B -uroot --socket=" +
                              quoted(nodes_.at(node).folder() + "/db.sock"),
                          text + ";\n");
  if (answer.exit_code != 0) throw std::runtime_error("node " + std::to_string(node) + ": " + answer.errors);
  return answer.output;
}

std::string GaleraCluster::status(std::size_t node, const std::string& name) const {
  try {
    const std::string row = ask(node, "SHOW GLOBAL STATUS LIKE '" + name + "'");
    const auto tab = row.find('\t');
    return tab == std::string::npos ? "" : row.substr(tab + 1, row.find('\n') - tab - 1);
  } catch (const std::runtime_error&) {
    return {};
  }
}

std::int64_t GaleraCluster::sum(const std::string& counter) const {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const std::string value = status(i, counter);
    if (!value.empty()) sum += std::stoll(value);
  }
  return sum;
}

}  // namespace latchkey::test
