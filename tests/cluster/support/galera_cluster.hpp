// Three database servers on loopback that are one Galera cluster, for the tests of what happens when several machines
// write at once and when one of them goes. Of MariaDB alone, the installed one.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cluster/support/galera_node.hpp"
#include "config/config.hpp"
#include "db/connection.hpp"
#include "support/command.hpp"

namespace latchkey::test {

// Nodes are numbered from 0. What waits for a node to be synced throws std::runtime_error, with the end of the node's
// log, after a minute.
class GaleraCluster {
 public:
  static constexpr std::size_t size = 3;

  struct Options {
    std::vector<std::string> server = {};  // further options of every node, such as "--max-connections=500"
    std::string provider = {};  // further wsrep_provider_options, such as "evs.suspect_timeout=PT5S"; the last wins
  };

  // Makes the cluster in a temporary folder, with the migrated schema `latchkey`, and returns when all nodes are
  // synced: about fifteen seconds. The administrator is root, without a password, from everywhere on this machine.
  GaleraCluster();
  explicit GaleraCluster(Options options);
  ~GaleraCluster();
  GaleraCluster(const GaleraCluster&) = delete;
  GaleraCluster& operator=(const GaleraCluster&) = delete;
  GaleraCluster(GaleraCluster&&) = delete;
  GaleraCluster& operator=(GaleraCluster&&) = delete;

  // The administrator's settings for a schema of the node, by its unix socket or by 127.0.0.1 and its port.
  [[nodiscard]] DatabaseConfig config(std::size_t node, const std::string& schema = "latchkey") const;
  [[nodiscard]] DatabaseConfig tcp_config(std::size_t node, const std::string& schema = "latchkey") const;
  [[nodiscard]] std::uint16_t port(std::size_t node) const { return nodes_.at(node).first_port(); }
  [[nodiscard]] std::unique_ptr<db::Connection> connect(std::size_t node) const;

  // SIGKILL, as a machine that loses its power. shut_down() is the orderly end. start() brings a node of either kind
  // back, and returns when it is synced.
  void kill(std::size_t node);
  void shut_down(std::size_t node);
  void start(std::size_t node);

  // From the node's next start on: by how much its clock is off, such as "-30s".
  void set_clock(std::size_t node, const std::string& offset) { nodes_.at(node).set_clock(offset); }

  // SIGSTOP and SIGCONT: a machine that hangs. Others wait for it until evs.suspect_timeout.
  void freeze(std::size_t node) const;
  void thaw(std::size_t node) const;

  // Takes the node's connection to the others away, or gives it back: cut off, it answers 1047 to every statement.
  // Neither waits for what comes of it.
  void cut_off(std::size_t node) const;
  void reconnect(std::size_t node) const;

  void wait_until_synced(std::size_t node) const;

  // One of the node's counters or states, such as "wsrep_local_cert_failures"; empty when the node does not answer.
  [[nodiscard]] std::string status(std::size_t node, const std::string& name) const;
  // The sum of a counter over all nodes.
  [[nodiscard]] std::int64_t sum(const std::string& counter) const;

  // Carries the text out on the node by MariaDB's own client, which asks nothing by itself: also a node that is not
  // ready takes SET and SHOW. Returns the rows, columns parted by tabs; throws when the node refuses.
  [[nodiscard]] std::string ask(std::size_t node, const std::string& text) const;

 private:
  void make_first_node();
  void copy_first_node() const;
  void give_to_server_user() const;

  TemporaryFolder folder_;
  GaleraNode::Cluster common_;
  std::vector<GaleraNode> nodes_;
};

}  // namespace latchkey::test
