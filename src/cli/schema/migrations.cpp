#include "cli/schema/migrations.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "cli/context.hpp"
#include "cli/database/claim.hpp"
#include "cli/schema/apply_step.hpp"
#include "crypto/digest.hpp"
#include "db/coordination/named_lock.hpp"
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
    if (found != applied.end() && found->second != crypto::sha256(applied_text(migration.text))) {
      throw Refusal("migration " + migration.name +
                    " was applied with another text: this is not the Latchkey that made this database");
    }
  }
}

void note_applied(db::Connection& db, const Migration& migration) {
  db.execute(
      R"sql(
      INSERT INTO schema_migrations (version, name, file_hash, applied_at)
      VALUES (?, ?, ?, UTC_TIMESTAMP(6)))sql",
      {migration.version, migration.name, crypto::sha256(applied_text(migration.text))});
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
  apply_statement(db, std::string(db::create_leases));
  const auto lease = claim(db, migrate_claim);
  if (!lease) throw Refusal("another `latchkey migrate` is running: " + tell_claimant(db, migrate_claim));
  apply_statement(db, std::string(create_table));
  const StepHooks hooks{tell, [&] { lease->confirm(); }};
  const auto known = list_migrations();
  const auto applied = list_applied(db);
  check_applied(applied, known);
  for (const auto& migration : known) {
    if (applied.contains(migration.version)) continue;
    const auto steps = list_steps(migration.text);
    for (std::size_t i = 0; i < steps.size(); ++i) apply_step(db, {migration.version, i}, steps[i], hooks);
    lease->confirm();
    note_applied(db, migration);
    tell("applied " + migration.name);
  }
  tell("the schema is at version " + std::to_string(known.back().version));
}

}  // namespace latchkey::cli
