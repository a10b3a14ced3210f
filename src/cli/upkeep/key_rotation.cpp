#include "cli/upkeep/key_rotation.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "cli/context.hpp"
#include "cli/database/claim.hpp"
#include "cli/upkeep/sealed_tables.hpp"
#include "crypto/secret_box.hpp"
#include "db/coordination/named_lock.hpp"

namespace latchkey::cli {
namespace {

constexpr std::string_view lock_name = "latchkey_secrets";  // the program of the version before knows no lease

struct Batch {
  std::size_t resealed = 0;
  std::vector<LostSecret> lost;
  std::optional<std::string> last_id;  // nothing when there was no row left
};

// The sealed columns of a row, opened.
struct OpenedRow {
  std::optional<std::string> first;
  std::optional<std::string> second;
};

// Nothing when the key is missing or the bytes are damaged.
std::optional<OpenedRow> open(const crypto::SecretBox& box, const db::Row& row) {
  const auto open_column = [&](std::string_view column) -> std::optional<std::string> {
    if (row.is_null(column)) return std::nullopt;
    return box.open({row.text(column), row.text("secret_key_id")});
  };
  try {
    return OpenedRow{open_column("first_secret"), open_column("second_secret")};
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

std::optional<std::string> seal(const crypto::SecretBox& box, const std::optional<std::string>& secret) {
  return secret ? std::optional(box.seal(*secret).bytes) : std::nullopt;
}

void note_lost(const SealedTable& table, const db::Row& row, Batch& batch) {
  const std::string name = row.text_or("name", row.uuid("id").text());
  batch.lost.push_back({std::string(table.subject) + name, std::string(put_the_key_back).append(table.remedy)});
}

// A rotation at work.
struct Work {
  db::Connection& db;
  db::Lease& lease;
  const crypto::SecretBox& box;
};

// The rows are locked: whoever wants to change one waits, and a change that is under way is waited for. On a cluster,
// of two who write one row, one is repeated.
Batch reseal_batch(const Work& work, const SealedTable& table, const std::string& after) {
  db::Connection& db = work.db;
  const crypto::SecretBox& box = work.box;
  return db.in_transaction([&](db::Transaction&) {
    Batch batch;
    const auto rows = lock_sealed_rows(db, table, box.current_key(), after);
    work.lease.confirm();
    for (const auto& row : rows) {
      batch.last_id = row.text("id");
      if (const auto opened = open(box, row)) {
        write_resealed_row(db, table,
                           {.id = row.uuid("id"),
                            .key = box.current_key(),
                            .first = seal(box, opened->first),
                            .second = seal(box, opened->second)});
        ++batch.resealed;
      } else {
        note_lost(table, row, batch);
      }
    }
    return batch;
  });
}

// Seals everything again, in short transactions.
Batch reseal_all(const Work& work) {
  Batch all;
  for (const auto& table : sealed_tables) {
    std::optional<std::string> after(std::string(Uuid::size, '\0'));
    while (after) {
      auto batch = reseal_batch(work, table, *after);
      all.resealed += batch.resealed;
      all.lost.insert(all.lost.end(), batch.lost.begin(), batch.lost.end());
      after = batch.last_id;
    }
  }
  return all;
}

// A provisioner seals in a transaction that has written its platform's row first. Once each of these rows was written
// here, all who seal from now on have read the new key file: on one server they have waited for it, and of two nodes of
// a cluster one is repeated.
void wait_for_sealers(db::Connection& db) {
  db.in_transaction([&](db::Transaction&) {
    db.execute(
        R"sql(
        INSERT INTO platform_circuits (platform_id)
        SELECT id FROM trading_platforms ORDER BY id
        ON DUPLICATE KEY UPDATE revision = platform_circuits.revision + 1)sql");
  });
}

// Those of the file that something is sealed with.
std::set<std::string> list_keys_in_use(db::Connection& db, const std::string& key_file) {
  std::set<std::string> in_use;
  for (const auto& id : crypto::SecretBox(key_file).key_ids()) {
    if (is_key_in_use(db, id)) in_use.insert(id);
  }
  return in_use;
}

// The key that the newest rotation has sealed with, or was about to.
std::optional<std::string> find_newest_key(db::Connection& db) {
  const auto rows = db.query(
      R"sql(
      SELECT JSON_UNQUOTE(JSON_EXTRACT(after_change, '$.key')) AS id
      FROM audit_log
      WHERE action = 'secrets.rotate'
      ORDER BY happened_at DESC, id DESC
      LIMIT 1)sql");
  return rows.empty() ? std::nullopt : rows.front().optional_text("id");
}

// Each machine has a key file. One that was left behind must not seal with a key that the others do not have, nor
// must it drop keys.
void require_newest_key(db::Connection& db, const std::string& key_file, std::string_view lost_key) {
  const auto newest = find_newest_key(db);
  if (!newest || *newest == lost_key || !is_key_in_use(db, *newest)) return;
  const auto ids =
      std::filesystem::exists(key_file) ? crypto::SecretBox(key_file).key_ids() : std::vector<std::string>();
  if (std::ranges::find(ids, *newest) != ids.end()) return;
  throw Refusal("this machine's key file lacks key " + *newest +
                ", with which secrets were sealed on another machine: copy " + key_file +
                " from there. If that key is lost for good: latchkey secrets rotate --without-key " + *newest);
}

// Whether a rotation was cut off: something is still sealed with another key than the first of the file.
bool has_been_begun(db::Connection& db, const std::string& key_file) {
  const auto ids = crypto::SecretBox(key_file).key_ids();
  return std::any_of(ids.begin() + 1, ids.end(), [&](const std::string& id) { return is_key_in_use(db, id); });
}

// Makes sure that the first key of the file is one that nothing was sealed with before this rotation.
Rotation begin(db::Connection& db, const std::string& key_file) {
  Rotation rotation;
  rotation.has_made_file = !std::filesystem::exists(key_file);
  rotation.has_added_key = rotation.has_made_file || !has_been_begun(db, key_file);
  if (rotation.has_added_key) crypto::add_secret_key(key_file);
  return rotation;
}

void record(db::Connection& db, const audit::Actor& actor, const Rotation& rotation, const std::string& key) {
  db.in_transaction([&](db::Transaction&) {
    audit::record_change(db, actor,
                         {"secrets.rotate",
                          "secrets",
                          std::nullopt,
                          nullptr,
                          {{"key", key}, {"resealed", rotation.resealed}, {"lost", rotation.lost.size()}}});
  });
}

}  // namespace

std::optional<Rotation> rotate_secret_keys(db::Connection& db, const audit::Actor& actor, const std::string& key_file,
                                           std::string_view lost_key) {
  const auto lock = db::NamedLock::take(db, lock_name);
  const auto lease = lock ? claim(db, secrets_claim) : nullptr;
  if (!lease) return std::nullopt;
  require_newest_key(db, key_file, lost_key);
  Rotation rotation = begin(db, key_file);
  const crypto::SecretBox box(key_file);
  if (rotation.has_added_key) record(db, actor, rotation, box.current_key());
  const Work work{db, *lease, box};
  rotation.resealed = reseal_all(work).resealed;
  wait_for_sealers(db);
  auto rest = reseal_all(work);
  rotation.resealed += rest.resealed;
  lease->confirm();
  crypto::drop_old_secret_keys(key_file, list_keys_in_use(db, key_file));
  // A person may have entered a secret meanwhile, sealed with an old key. `box` can still open it.
  rest = reseal_all(work);
  rotation.resealed += rest.resealed;
  rotation.lost = std::move(rest.lost);
  record(db, actor, rotation, box.current_key());
  return rotation;
}

std::optional<Rotation> prepare_secret_keys(db::Connection& db, const audit::Actor& actor,
                                            const std::string& key_file) {
  const auto lock = db::NamedLock::take(db, lock_name);
  const auto lease = lock ? claim(db, secrets_claim) : nullptr;
  if (!lease) return std::nullopt;
  require_newest_key(db, key_file, {});
  const Rotation rotation = begin(db, key_file);
  record(db, actor, rotation, crypto::SecretBox(key_file).current_key());
  return rotation;
}

}  // namespace latchkey::cli
