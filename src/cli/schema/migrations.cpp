#include "cli/schema/migrations.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <sstream>
#include <thread>

#include "base/utf8.hpp"
#include "cli/claim.hpp"
#include "cli/context.hpp"
#include "crypto/digest.hpp"
#include "db/named_lock.hpp"
#include "migration_files.hpp"

namespace latchkey::cli {
namespace {

constexpr std::string_view create_table =
    R"sql(
    CREATE TABLE IF NOT EXISTS schema_migrations (
        version INT UNSIGNED NOT NULL,
        name VARCHAR(100) NOT NULL,
        file_hash BINARY(32) NOT NULL,
        applied_at DATETIME(6) NOT NULL,
        CONSTRAINT schema_migrations_primary PRIMARY KEY (version)
    ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin)sql";

using AppliedHashes = std::map<std::int64_t, std::string>;

AppliedHashes list_applied(db::Connection& db) {
  AppliedHashes applied;
  for (const auto& row : db.query("SELECT version, file_hash FROM schema_migrations")) {
    applied.emplace(row.integer("version"), row.text("file_hash"));
  }
  return applied;
}

void check_applied(const AppliedHashes& applied, const std::vector<Migration>& known) {
  if (!applied.empty() && applied.rbegin()->first > known.back().version) {
    throw Refusal("the database is at schema version " + std::to_string(applied.rbegin()->first) +
                  ", this program knows " + std::to_string(known.back().version) + ": install the newer Latchkey");
  }
  for (const auto& migration : known) {
    const auto found = applied.find(migration.version);
    if (found != applied.end() && found->second != crypto::sha256(migration.text)) {
      throw Refusal("migration " + migration.name +
                    " was applied with another text: this is not the Latchkey that made this database");
    }
  }
}

// MySQL knows no IF [NOT] EXISTS for columns and indexes. A statement that an earlier run, which was cut off, has
// already carried out counts as done.
void apply_once(db::Connection& db, const std::string& statement) {
  static constexpr std::array<int, 3> is_done{1060, 1061, 1091};  // column exists, index exists, nothing to drop
  try {
    db.execute_text(statement);
  } catch (const db::StatementError& error) {
    if (std::ranges::find(is_done, error.number()) == is_done.end()) throw;
  }
}

// On a cluster that is written to, a statement may meet the writes of other nodes, and more than once.
void apply_patiently(db::Connection& db, const std::string& statement) {
  static constexpr int tries = 20;
  for (int left = tries - 1;; --left) {
    try {
      apply_once(db, statement);
      return;
    } catch (const db::Conflict&) {
      if (left == 0) throw;
      std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
  }
}

void note_applied(db::Connection& db, const Migration& migration) {
  db.execute(
      R"sql(
      INSERT INTO schema_migrations (version, name, file_hash, applied_at)
      VALUES (?, ?, ?, UTC_TIMESTAMP(6)))sql",
      {migration.version, migration.name, crypto::sha256(migration.text)});
}

}  // namespace

std::vector<Migration> list_migrations() {
  std::vector<Migration> migrations;
  for (const auto& [name, text] : migration_files::all) {
    int version = 0;
    std::from_chars(name.data(), name.data() + name.size(), version);
    migrations.push_back({version, std::string(name), text});
  }
  std::ranges::sort(migrations, {}, &Migration::version);
  return migrations;
}

int find_schema_version(db::Connection& db) {
  const auto tables = db.query(
      R"sql(
      SELECT COUNT(*) AS is_there
      FROM information_schema.tables
      WHERE table_schema = DATABASE() AND table_name = 'schema_migrations')sql");
  if (!tables.at(0).flag("is_there")) return 0;
  const auto newest = db.query("SELECT COALESCE(MAX(version), 0) AS version FROM schema_migrations");
  return static_cast<int>(newest.at(0).integer("version"));
}

void migrate(db::Connection& db, const std::function<void(const std::string&)>& tell) {
  const auto lock = db::NamedLock::take(db, "latchkey_migrate");  // the program of the version before knows no lease
  if (!lock) throw Refusal("another `latchkey migrate` is running");
  apply_patiently(db, std::string(db::create_leases));
  const auto lease = claim(db, migrate_claim);
  if (!lease) throw Refusal("another `latchkey migrate` is running: " + tell_claimant(db, migrate_claim));
  apply_patiently(db, std::string(create_table));
  const auto known = list_migrations();
  const auto applied = list_applied(db);
  check_applied(applied, known);
  for (const auto& migration : known) {
    if (applied.contains(migration.version)) continue;
    for (const auto& statement : split_statements(migration.text)) {
      lease->confirm();
      apply_patiently(db, statement);
    }
    lease->confirm();
    note_applied(db, migration);
    tell("applied " + migration.name);
  }
  tell("the schema is at version " + std::to_string(known.back().version));
}

std::vector<std::string> split_statements(std::string_view text) {
  std::vector<std::string> statements;
  std::istringstream lines{std::string(text)};
  std::string statement;
  for (std::string line; std::getline(lines, line);) {
    const auto content = trim(line);
    if (content.empty() || content.starts_with("--")) continue;
    statement += line + '\n';
    if (!content.ends_with(';')) continue;
    statement.resize(statement.rfind(';'));
    statements.push_back(std::exchange(statement, {}));
  }
  if (!statement.empty()) statements.push_back(statement);
  return statements;
}

}  // namespace latchkey::cli
