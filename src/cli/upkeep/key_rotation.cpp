#include "cli/upkeep/key_rotation.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "cli/claim.hpp"
#include "cli/context.hpp"
#include "crypto/secret_box.hpp"
#include "db/coordination/named_lock.hpp"

namespace latchkey::cli {
namespace {

constexpr std::string_view lock_name = "latchkey_secrets";  // the program of the version before knows no lease

// A table with one or two sealed columns under one key id.
struct SealedTable {
  // Rows whose id comes after a given one and whose key is not the given one: id, first_secret, second_secret,
  // secret_key_id, and name (NULL: the id names it).
  std::string_view select;
  std::string_view update;  // first_secret, second_secret, secret_key_id, id
  std::string_view subject;
  std::string_view remedy;
};

constexpr SealedTable platforms{
    R"sql(
    SELECT id, secret AS first_secret, NULL AS second_secret, secret_key_id, name
    FROM trading_platforms
    WHERE secret_key_id <> ? AND id > ?
    ORDER BY id
    LIMIT 100
    FOR UPDATE)sql",
    "UPDATE trading_platforms SET secret = COALESCE(?, ?), secret_key_id = ? WHERE id = ?",  // the second one is NULL
    "the secret of platform ",
    "put the line with its key back into the key file, or enter it again: latchkey platform set-secret"};

constexpr SealedTable openings{
    R"sql(
    SELECT account_id AS id, main_password AS first_secret, investor_password AS second_secret, secret_key_id,
        NULL AS name
    FROM account_openings
    WHERE secret_key_id <> ? AND account_id > ?
    ORDER BY account_id
    LIMIT 100
    FOR UPDATE)sql",
    "UPDATE account_openings SET main_password = ?, investor_password = ?, secret_key_id = ? WHERE account_id = ?",
    "the passwords of trading account ",
    "put the line with its key back into the key file, or set new passwords at the platform"};

constexpr SealedTable second_factors{
    R"sql(
    SELECT user_id AS id, secret AS first_secret, NULL AS second_secret, secret_key_id,
        (SELECT email FROM users WHERE users.id = user_id) AS name
    FROM second_factors
    WHERE secret_key_id <> ? AND user_id > ?
    ORDER BY user_id
    LIMIT 100
    FOR UPDATE)sql",
    "UPDATE second_factors SET secret = COALESCE(?, ?), secret_key_id = ? WHERE user_id = ?",  // the second one is NULL
    "the second factor of user ",
    "put the line with its key back into the key file, or remove it so that the user can add a new one"};

constexpr std::string_view webhook_remedy =
    "put the line with its key back into the key file, or give the webhook a new one: latchkey webhook rotate";

constexpr SealedTable webhooks{
    R"sql(
    SELECT id, secret AS first_secret, NULL AS second_secret, secret_key_id, url AS name
    FROM endpoints
    WHERE secret_key_id <> ? AND id > ?
    ORDER BY id
    LIMIT 100
    FOR UPDATE)sql",
    "UPDATE endpoints SET secret = COALESCE(?, ?), secret_key_id = ? WHERE id = ?",  // the second one is NULL
    "the secret of webhook ", webhook_remedy};

constexpr SealedTable former_webhooks{
    R"sql(
    SELECT id, former_secret AS first_secret, NULL AS second_secret, former_secret_key_id AS secret_key_id, url AS name
    FROM endpoints
    WHERE former_secret_key_id <> ? AND id > ?
    ORDER BY id
    LIMIT 100
    FOR UPDATE)sql",
    "UPDATE endpoints SET former_secret = COALESCE(?, ?), former_secret_key_id = ? WHERE id = ?",  // the second is NULL
    "the former secret of webhook ", webhook_remedy};

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
  batch.lost.push_back({std::string(table.subject) + name, std::string(table.remedy)});
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
    const auto rows = db.query(table.select, {box.current_key(), after});
    work.lease.confirm();
    for (const auto& row : rows) {
      batch.last_id = row.text("id");
      if (const auto opened = open(box, row)) {
        db.execute(table.update,
                   {seal(box, opened->first), seal(box, opened->second), box.current_key(), row.uuid("id")});
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
  for (const auto* table : {&platforms, &openings, &second_factors, &webhooks, &former_webhooks}) {
    std::optional<std::string> after(std::string(Uuid::size, '\0'));
    while (after) {
      auto batch = reseal_batch(work, *table, *after);
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

// Whether something is sealed with this key.
bool is_in_use(db::Connection& db, const std::string& key_id) {
  const auto rows = db.query(
      R"sql(
      SELECT 1 FROM trading_platforms WHERE secret_key_id = ?
      UNION ALL SELECT 1 FROM account_openings WHERE secret_key_id = ?
      UNION ALL SELECT 1 FROM second_factors WHERE secret_key_id = ?
      UNION ALL SELECT 1 FROM endpoints WHERE secret_key_id = ? OR former_secret_key_id = ?
      LIMIT 1)sql",
      {key_id, key_id, key_id, key_id, key_id});
  return !rows.empty();
}

// Those of the file that something is sealed with.
std::set<std::string> list_keys_in_use(db::Connection& db, const std::string& key_file) {
  std::set<std::string> in_use;
  for (const auto& id : crypto::SecretBox(key_file).key_ids()) {
    if (is_in_use(db, id)) in_use.insert(id);
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
  if (!newest || *newest == lost_key || !is_in_use(db, *newest)) return;
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
  return std::any_of(ids.begin() + 1, ids.end(), [&](const std::string& id) { return is_in_use(db, id); });
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
