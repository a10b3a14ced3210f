// Goes through a large table in short steps, by its primary key.
#pragma once
#include <cstddef>
#include <functional>
#include <string>

#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::db {

// The rows whose key comes after `after`, up to and with `last`; 16 bytes each.
struct IdRange {
  std::string after;
  std::string last;
};

struct IdWalk {
  std::string table;
  std::string key = "id";  // a BINARY(16) column, the table's primary key
  std::string after = std::string(Uuid::size, '\0');
  std::size_t rows = 1000;  // of a range, at most
};

// Calls `use` for one range after the other, in the order of the keys, outside a transaction. The walk ends with the
// row that had the highest key at its beginning, so that rows which are added meanwhile do not keep it going.
void for_each_id_range(Connection& db, const IdWalk& walk, const std::function<void(const IdRange&)>& use);

}  // namespace latchkey::db
