// Holds back every COMMIT of a server, as a slow disk or a replica that does not acknowledge does.
#pragma once
#include <memory>

#include "db/connection.hpp"
#include "support/dialect.hpp"

namespace latchkey::test {

// While it lives, transactions may read and write, and each waits at its COMMIT, for a minute at most, for a replica
// that is not there (semi-synchronous replication, wait_point = AFTER_SYNC). The server has to write a binary log.
class CommitStop {
 public:
  static constexpr const char* server_options = "--log-bin --server-id=1";

  // `db` tells which server and as whom: an administrator.
  explicit CommitStop(const db::Connection& db) : db_(std::make_unique<db::Connection>(db.config())) {
    load_semi_sync(*db_);
    set("wait_point = AFTER_SYNC");
    set("timeout = 60000");
    set("enabled = ON");
  }
  ~CommitStop() { end(); }
  CommitStop(const CommitStop&) = delete;
  CommitStop& operator=(const CommitStop&) = delete;
  CommitStop(CommitStop&&) = delete;
  CommitStop& operator=(CommitStop&&) = delete;

  void end() { set("enabled = OFF"); }

 private:
  void set(const std::string& setting) { db_->execute_text("SET GLOBAL " + semi_sync_prefix() + setting); }

  std::unique_ptr<db::Connection> db_;
};

}  // namespace latchkey::test
