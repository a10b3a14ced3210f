// Which server of the database a connection goes to. For connection.cpp alone.
#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "db/errors.hpp"
#include "db/server_session.hpp"
#include "db/servers/server_knock.hpp"
#include "db/servers/server_notes.hpp"

namespace latchkey::db {

// With a single server: that one, whatever state it is in, but a session whose server is found to take no writes any
// more is closed, since behind the address there may be another server by now.
//
// With several: the first that answers, takes writes and, on a Galera cluster, is Primary and Synced. When there is
// none, the first that can still do a part: a cluster's node that helps another one to start, or, where all servers
// have answered and none takes writes, one that can be read. (While a server is silent, others may be writing there:
// what a read-only one knows may be out of date.) A server that has failed is not tried again before it has been well
// for well_before_return, as long as there is another one.
class ServerChoice {
 public:
  explicit ServerChoice(const DatabaseConfig& config);

  // A session on the server of choice. Each server gets connect_timeout, and all together not much more than two
  // seconds. Throws sql::SQLException or Unavailable of the most preferred server that was tried.
  [[nodiscard]] std::unique_ptr<ServerSession> connect();

  // To be called outside of transactions, before a statement. Resets the session when another process has found its
  // server unable to do the work. Twice a second (once, with a single server) it looks for itself, and resets it
  // likewise. While there is a server that is preferred to it, it finds out whether that one is well, and moves the
  // session there. Waits for nobody but the session's own server.
  void review(std::unique_ptr<ServerSession>& session);

  // A statement has failed so, after `waited`. The server is distrusted when it refuses the work or did not answer in
  // time; one that has only ended the connection is to be tried again. After a conflict the next review is due.
  void note_failure(ErrorKind kind, std::chrono::steady_clock::duration waited);

 private:
  [[nodiscard]] bool has_several() const { return servers_.size() > 1; }
  [[nodiscard]] std::unique_ptr<ServerSession> take(std::size_t server, std::unique_ptr<ServerSession> session);
  void look_at(std::unique_ptr<ServerSession>& session);
  void look_for_better(std::unique_ptr<ServerSession>& session);
  void begin_knock();
  void try_out(std::size_t server, std::unique_ptr<ServerSession>& session);
  void warn_of_clock(const ServerState& state);

  std::vector<DatabaseConfig> servers_;  // each with the address of one server
  ServerNotes notes_;
  std::size_t current_ = 0;
  Fitness fitness_ = Fitness::fit;                  // of the current one, when it was last looked at
  std::chrono::steady_clock::time_point taken_at_;  // when the session on it was opened
  std::chrono::steady_clock::time_point reviewed_at_;
  std::chrono::steady_clock::time_point warned_at_;
  std::optional<ServerKnock> knock_;
  std::size_t knocked_ = 0;  // whom `knock_` asks
};

}  // namespace latchkey::db
