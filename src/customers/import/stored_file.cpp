#include "customers/import/stored_file.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/clock_text.hpp"

namespace latchkey::customers {
namespace {

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }

// The first characters of the text, so many bytes at most.
std::string_view take_part(std::string_view text) {
  std::size_t end = std::min(text.size(), std::size_t{512} * 1024);
  while (end < text.size() && end > 0 && !begins_character(text[end])) --end;
  return text.substr(0, end);
}

std::string cut_name(const std::string& name) {
  static constexpr std::size_t longest = 255;  // characters
  std::size_t characters = 0;
  const auto end = std::ranges::find_if(name, [&](char c) { return begins_character(c) && ++characters > longest; });
  return {name.begin(), end};
}

std::string wishes_json(const std::vector<ColumnWish>& wishes) {
  auto array = nlohmann::json::array();
  for (const auto& [title, target] : wishes) array.push_back({title, target});
  return array.dump();
}

std::vector<ColumnWish> parse_wishes(const std::string& text) {
  std::vector<ColumnWish> wishes;
  for (const auto& wish : nlohmann::json::parse(text))
    wishes.push_back({wish.at(0).get<std::string>(), wish.at(1).get<std::string>()});
  return wishes;
}

// False when another one of the user is begun at the same moment.
bool begin_file(db::Connection& db, const Uuid& id, const NewFile& file) {
  return db.in_transaction([&](db::Transaction& transaction) {
    db.execute("DELETE FROM lead_files WHERE user_id = ? OR created_at < UTC_TIMESTAMP(6) - INTERVAL 1 HOUR",
               {file.user_id});
    const auto inserted = db.insert(
        R"sql(
        INSERT INTO lead_files (id, user_id, name, bytes, source_user_id, wishes, created_at)
        VALUES (?, ?, ?, ?, ?, '[]', UTC_TIMESTAMP(6)))sql",
        {id, file.user_id, cut_name(file.name), file.text.size(), file.source_user_id}, "lead_files_user_unique");
    const bool is_begun = inserted == db::InsertOutcome::inserted;
    if (!is_begun) transaction.roll_back();
    return is_begun;
  });
}

// False when the file was removed.
bool add_part(db::Connection& db, const Uuid& id, std::size_t number, std::string_view content) {
  return db.in_transaction([&](db::Transaction&) {
    if (!confirm_file(db, id)) return false;
    db.execute("INSERT INTO lead_file_parts (file_id, number, content) VALUES (?, ?, ?)", {id, number, content});
    return true;
  });
}

}  // namespace

std::optional<Uuid> store_file(db::Connection& db, const NewFile& file) {
  const Uuid id = Uuid::make();
  if (!begin_file(db, id, file)) return std::nullopt;
  std::size_t number = 0;
  for (std::string_view rest = file.text; !rest.empty(); ++number) {
    const auto part = take_part(rest);
    rest.remove_prefix(part.size());
    if (!add_part(db, id, number, part)) return std::nullopt;
  }
  if (db.execute("UPDATE lead_files SET is_whole = TRUE WHERE id = ?", {id}) == 0) return std::nullopt;
  return id;
}

std::optional<StoredFile> find_stored_file(db::Connection& db, const Uuid& user_id) {
  const auto rows = db.query(
      R"sql(
      SELECT id, name, bytes, source_user_id, wishes, revision, created_at
      FROM lead_files
      WHERE user_id = ? AND is_whole = TRUE AND created_at > UTC_TIMESTAMP(6) - INTERVAL 1 HOUR)sql",
      {user_id});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  return StoredFile{.id = row.uuid("id"),
                    .name = row.text("name"),
                    .bytes = static_cast<std::size_t>(row.integer("bytes")),
                    .source_user_id = row.optional_uuid("source_user_id"),
                    .wishes = parse_wishes(row.text("wishes")),
                    .revision = static_cast<std::uint64_t>(row.integer("revision")),
                    .created_at = iso8601_from_database(row.text("created_at"))};
}

std::optional<std::string> read_text(db::Connection& db, const StoredFile& file) {
  std::string text;
  text.reserve(file.bytes);
  for (std::size_t number = 0; text.size() < file.bytes; ++number) {
    const auto rows =
        db.query("SELECT content FROM lead_file_parts WHERE file_id = ? AND number = ?", {file.id, number});
    if (rows.empty()) return std::nullopt;
    text += rows.front().text("content");
  }
  return text;
}

bool save_wishes(db::Connection& db, const Uuid& id, const std::vector<ColumnWish>& wishes) {
  return db.execute("UPDATE lead_files SET wishes = ?, revision = revision + 1 WHERE id = ?",
                    {wishes_json(wishes), id}) == 1;
}

bool confirm_file(db::Connection& db, const Uuid& id) {
  return db.execute("UPDATE lead_files SET steps = steps + 1 WHERE id = ?", {id}) == 1;
}

void remove_file(db::Connection& db, const Uuid& id) { db.execute("DELETE FROM lead_files WHERE id = ?", {id}); }

}  // namespace latchkey::customers
