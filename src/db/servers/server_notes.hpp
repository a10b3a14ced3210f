// What the processes of a program know of the database's servers: which ones have failed, and since when they are well
// again. Shared through a file in memory where the configuration names one, so that one process alone has to find out
// that a server has stopped.
#pragma once
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/files/shared_file.hpp"
#include "config/config.hpp"

namespace latchkey::db {

// A server is trusted until it fails. After that it is trusted again when it has been found well for
// well_before_return, or when nobody has looked at it for a minute. Servers are named by their place in the
// configuration. Times are of the machine's monotonic clock.
class ServerNotes {
 public:
  explicit ServerNotes(const DatabaseConfig& config);
  ~ServerNotes();
  ServerNotes(const ServerNotes&) = delete;
  ServerNotes& operator=(const ServerNotes&) = delete;
  ServerNotes(ServerNotes&&) = delete;
  ServerNotes& operator=(ServerNotes&&) = delete;

  [[nodiscard]] bool is_trusted(std::size_t server) const;

  // Whether any process has noted a failure after that moment.
  [[nodiscard]] bool has_failed_since(std::size_t server, std::chrono::steady_clock::time_point moment) const;

  // It did not answer, or takes no writes, or is not in its cluster.
  void note_failure(std::size_t server);
  // It was looked at and could do the work.
  void note_well(std::size_t server);

  // True for one process in probe_every: that one looks at the server.
  [[nodiscard]] bool claim_probe(std::size_t server);

  // All servers, the trusted ones first, both kinds in the order of the configuration.
  [[nodiscard]] std::vector<std::size_t> list_by_trust() const;

 private:
  struct Note;
  struct Image;
  [[nodiscard]] Note& note(std::size_t server) const;

  std::size_t count_;
  std::chrono::nanoseconds well_before_return_;
  std::chrono::nanoseconds probe_every_;
  std::unique_ptr<SharedFile> file_;  // null: `own_` is used
  std::unique_ptr<Image> own_;
  Image* image_;
};

}  // namespace latchkey::db
