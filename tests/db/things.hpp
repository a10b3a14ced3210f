// A table to try a connection on.
#pragma once
#include <memory>
#include <string>

#include "db/connection.hpp"
#include "support/throwaway_server.hpp"

namespace latchkey::test {

struct Things {
  Things() : db(SharedDatabase::connect()) {
    db->execute_text(R"sql(
        CREATE TABLE IF NOT EXISTS things (
            id INT NOT NULL,
            text VARCHAR(50),
            big BIGINT UNSIGNED,
            bytes BINARY(32),
            CONSTRAINT things_primary PRIMARY KEY (id),
            CONSTRAINT things_text_unique UNIQUE (text)))sql");
    db->execute_text("DELETE FROM things");
  }

  void insert(int id) const { db->execute("INSERT INTO things (id) VALUES (?)", {id}); }
  void insert_in_transaction(int id) const {
    db->in_transaction([&](db::Transaction&) { insert(id); });
  }

  std::unique_ptr<db::Connection> db;
};

// As another connection sees it.
inline std::int64_t count_stored() {
  return SharedDatabase::connect()->query("SELECT COUNT(*) AS count FROM things").at(0).integer("count");
}

inline std::int64_t id_of(db::Connection& connection) {
  return connection.query("SELECT CONNECTION_ID() AS id").at(0).integer("id");
}

inline void kill(std::int64_t connection_id) {
  SharedDatabase::connect()->execute_text("KILL " + std::to_string(connection_id));
}

}  // namespace latchkey::test
