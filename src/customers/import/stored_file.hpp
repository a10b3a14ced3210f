// A file of leads between its upload and its import. It lies in the database, since the next request may come to
// another machine, and only as long as it has to: it may name people who have never agreed to be stored.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/uuid.hpp"
#include "customers/import/column_map.hpp"
#include "db/connection.hpp"

namespace latchkey::customers {

struct StoredFile {
  Uuid id;
  std::string name;
  std::size_t bytes = 0;
  std::optional<Uuid> source_user_id;  // whose leads they become
  std::vector<ColumnWish> wishes = {};
  std::uint64_t revision = 0;  // grows with each change of the wishes
  std::string created_at;      // ISO 8601
};

struct NewFile {
  const Uuid& user_id;  // of staff, who alone sees it
  std::string name;
  std::string_view text;  // UTF-8, import_bytes_limit at most
  std::optional<Uuid> source_user_id;
};

// Stores it in place of the user's last one, in parts, each in a transaction of its own. The name is cut at 255
// characters. Files of others that are older than an hour are removed too. Nothing when the user has stored another
// one, or the file was removed, at the same moment.
[[nodiscard]] std::optional<Uuid> store_file(db::Connection& db, const NewFile& file);

// The user's file that was stored within the last hour, and as a whole.
[[nodiscard]] std::optional<StoredFile> find_stored_file(db::Connection& db, const Uuid& user_id);

// Its text; nothing when it was removed since.
[[nodiscard]] std::optional<std::string> read_text(db::Connection& db, const StoredFile& file);

// False when it is not there any more.
[[nodiscard]] bool save_wishes(db::Connection& db, const Uuid& id, const std::vector<ColumnWish>& wishes);

// Writes the file's row within the caller's transaction, so that this is not stored, on whichever node, when the file
// was removed before. False when it is not there any more.
[[nodiscard]] bool confirm_file(db::Connection& db, const Uuid& id);

void remove_file(db::Connection& db, const Uuid& id);

}  // namespace latchkey::customers
