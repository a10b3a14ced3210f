#include "api/keys/api_key_store.hpp"

#include "api/keys/api_key.hpp"
#include "base/clock_text.hpp"

namespace latchkey::api {
namespace {

constexpr std::size_t prefix_characters = 8;

std::string join_list(const std::vector<std::string>& entries) {
  std::string text;
  for (const auto& entry : entries) text += (text.empty() ? "" : ",") + entry;
  return text;
}

std::optional<std::string> iso_or_nothing(const db::Row& row, std::size_t column) {
  return row.is_null(column) ? std::nullopt : std::optional(iso8601_from_database(row.text(column)));
}

ListedApiKey key_of(const db::Row& row) {
  ListedApiKey key{.id = row.uuid(0),
                   .name = row.text(1),
                   .prefix = row.text(2),
                   .user = std::nullopt,
                   .rights = split_list(row.text(5)),
                   .allow_list = split_list(row.text(6)),
                   .expires_at = iso_or_nothing(row, 7),
                   .last_used_at = iso_or_nothing(row, 8),
                   .last_address = row.optional_text(9),
                   .last_refused_at = iso_or_nothing(row, 12),
                   .last_refused_address = row.optional_text(13),
                   .user_id = row.optional_uuid(14),
                   .expires_soon = row.flag(15),
                   .state = row.text(10),
                   .created_at = iso8601_from_database(row.text(11))};
  if (!row.is_null(3)) key.user = row.text(3) + " <" + row.text(4) + ">";
  return key;
}

nlohmann::json or_null(const std::optional<std::string>& text) {
  return text ? nlohmann::json(*text) : nlohmann::json(nullptr);
}

constexpr std::string_view columns =
    R"sql(
    SELECT k.id, k.name, k.prefix, CONCAT(u.first_name, ' ', u.last_name), u.email, k.rights, k.allow_list,
        k.expires_at, k.last_used_at, k.last_address,
        CASE WHEN k.revoked_at IS NOT NULL THEN 'revoked' WHEN k.expires_at <= UTC_TIMESTAMP(6)
        THEN 'expired' WHEN u.disabled_at IS NOT NULL
        OR u.removed_at IS NOT NULL THEN 'user disabled' ELSE 'active' END, k.created_at, k.last_refused_at,
        k.last_refused_address, k.user_id, COALESCE(k.expires_at < UTC_TIMESTAMP(6) + INTERVAL 30 DAY, FALSE)
    FROM api_keys k
    LEFT JOIN users u ON u.id = k.user_id )sql";

std::vector<ListedApiKey> keys_of(const db::Rows& rows) {
  std::vector<ListedApiKey> keys;
  for (const auto& row : rows) keys.push_back(key_of(row));
  return keys;
}

// Inside the caller's transaction.
void insert_api_key(db::Connection& db, const audit::Actor& actor, const NewApiKey& key,
                    const crypto::SecretToken& value) {
  db.execute(
      R"sql(
      INSERT INTO api_keys (id, name, prefix, key_hash, user_id, rights, allow_list, expires_at, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6)))sql",
      {key.id, key.name, value.reveal().substr(0, prefix_characters), value.hash().bytes(), key.user_id,
       join_list(key.rights), join_list(key.allow_list), key.expires_at});
  audit::record_change(db, actor,
                       {"api_key.create",
                        "api_key",
                        key.id,
                        nullptr,
                        {{"name", key.name},
                         {"rights", key.rights},
                         {"allowList", key.allow_list},
                         {"expiresAt", or_null(key.expires_at)}}});
}

}  // namespace

std::optional<crypto::SecretToken> create_api_key(db::Connection& db, const audit::Actor& actor, const NewApiKey& key) {
  crypto::SecretToken value = crypto::SecretToken::make(api_key_prefix);
  try {
    db.in_transaction([&](db::Transaction&) { insert_api_key(db, actor, key, value); });
  } catch (const db::DuplicateKey&) {
    return std::nullopt;
  }
  return value;
}

std::optional<crypto::SecretToken> rotate_api_key(db::Connection& db, const audit::Actor& actor,
                                                  const ListedApiKey& old, const Uuid& new_id,
                                                  std::chrono::seconds overlap) {
  crypto::SecretToken value = crypto::SecretToken::make(api_key_prefix);
  const auto rotate = [&](db::Transaction& transaction) {
    const auto rows = db.query(
        R"sql(
        SELECT name, user_id, rights, allow_list, expires_at
        FROM api_keys
        WHERE id = ? AND revoked_at IS NULL AND COALESCE(expires_at > UTC_TIMESTAMP(6), TRUE)
        FOR UPDATE)sql",
        {old.id});
    if (rows.empty()) {
      transaction.roll_back();
      return false;
    }
    const auto& row = rows.front();
    insert_api_key(db, actor,
                   {new_id, row.text(0), row.optional_text(4), row.optional_uuid(1), split_list(row.text(2)),
                    split_list(row.text(3))},
                   value);
    db.execute(
        R"sql(
        UPDATE api_keys
        SET expires_at = LEAST(COALESCE(expires_at, '9999-12-31'), UTC_TIMESTAMP(6) + INTERVAL ? SECOND)
        WHERE id = ?)sql",
        {overlap.count(), old.id});
    audit::record_change(db, actor,
                         {"api_key.rotate",
                          "api_key",
                          old.id,
                          nullptr,
                          {{"replacedBy", new_id.text()}, {"overlapSeconds", overlap.count()}}});
    return true;
  };
  try {
    if (!db.in_transaction(rotate)) return std::nullopt;
  } catch (const db::DuplicateKey&) {
    return std::nullopt;
  }
  return value;
}

std::vector<ListedApiKey> list_open_api_keys_of(db::Connection& db, const Uuid& user) {
  static const std::string sql = std::string(columns) +
                                 "WHERE k.user_id = ? AND k.revoked_at IS NULL "
                                 "AND COALESCE(k.expires_at > UTC_TIMESTAMP(6), TRUE) ORDER BY k.name, k.id";
  return keys_of(db.query(sql, {user}));
}

std::map<Uuid, std::int64_t> count_open_api_keys(db::Connection& db) {
  std::map<Uuid, std::int64_t> counts;
  for (const auto& row : db.query(R"sql(
      SELECT user_id, COUNT(*)
      FROM api_keys
      WHERE user_id IS NOT NULL AND revoked_at IS NULL AND COALESCE(expires_at > UTC_TIMESTAMP(6), TRUE)
      GROUP BY user_id)sql")) {
    counts.emplace(row.uuid(0), row.integer(1));
  }
  return counts;
}

std::vector<ListedApiKey> list_api_keys(db::Connection& db) {
  static const std::string sql = std::string(columns) + "ORDER BY k.name, k.id";
  return keys_of(db.query(sql));
}

std::vector<ListedApiKey> find_api_keys(db::Connection& db, const std::string& wanted) {
  static const std::string sql =
      std::string(columns) + "WHERE k.id = ? OR k.name = ? OR k.prefix = ? ORDER BY k.name, k.id";
  const std::string prefix = wanted.size() == prefix_characters ? wanted : std::string();
  return keys_of(db.query(sql, {Uuid::parse(wanted), wanted, prefix}));
}

bool revoke_api_key(db::Connection& db, const audit::Actor& actor, const Uuid& id) {
  return db.in_transaction([&](db::Transaction&) {
    const bool was_open =
        db.execute("UPDATE api_keys SET revoked_at = UTC_TIMESTAMP(6) WHERE id = ? AND revoked_at IS NULL", {id}) == 1;
    if (was_open) audit::record_change(db, actor, {"api_key.revoke", "api_key", id, nullptr, {{"revoked", true}}});
    return was_open;
  });
}

}  // namespace latchkey::api
