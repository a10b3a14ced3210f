// One node of a GaleraCluster: its settings and its process.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace latchkey::test {

class GaleraNode {
 public:
  // What all nodes of a cluster have in common.
  struct Cluster {
    std::vector<std::string> server_options;
    std::string provider_options;
    std::string members;  // wsrep_cluster_address
  };

  enum class Join { existing, fresh };

  static constexpr std::uint16_t ports = 4;  // SQL, group, incremental and full state transfer

  // `first_port` and the ports after it must be free.
  GaleraNode(std::string name, std::string folder, std::uint16_t first_port);

  [[nodiscard]] const std::string& folder() const { return folder_; }
  [[nodiscard]] std::uint16_t first_port() const { return first_port_; }
  [[nodiscard]] std::string group_address() const { return address(1); }

  // For the next start: by how much the server's clock is off, such as "-30s"; empty for the right time.
  void set_clock(std::string offset) { clock_offset_ = std::move(offset); }

  // Starts the server, and returns at once.
  void launch(const Cluster& cluster, Join join);
  // The same for one that ran before: it asks the others only for what it has missed.
  void launch_again(const Cluster& cluster);
  // Sends the signal, and waits for the end of the process, if there is one.
  void end(int signal);
  void send(int signal) const;

 private:
  [[nodiscard]] std::string address(int of) const;
  [[nodiscard]] std::vector<std::string> command(const Cluster& cluster) const;
  [[nodiscard]] std::string provider_options(const Cluster& cluster) const;
  [[nodiscard]] std::string recover_position(const Cluster& cluster) const;

  std::string name_;
  std::string folder_;
  std::uint16_t first_port_;
  std::string clock_offset_;
  pid_t pid_ = 0;  // 0 when it does not run
};

// The library that a program with another clock is started with (package libfaketime). Throws where it is not installed:
// the loader would start the program without it, with the right clock.
[[nodiscard]] const std::string& clock_library();

// As whom the nodes run: under root the state transfer's rsync becomes nobody, who may not read the data, so it is
// Debian's mysql then.
[[nodiscard]] std::string galera_user();

}  // namespace latchkey::test
