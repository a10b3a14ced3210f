#include "api/keys/api_key_store.hpp"

#include "api/keys/api_key.hpp"
#include "api/keys/comma_list.hpp"
#include "api/keys/key_name.hpp"
#include "db/coordination/turn.hpp"

namespace latchkey::api {
namespace {

nlohmann::json or_null(const std::optional<std::string>& text) {
  return text ? nlohmann::json(*text) : nlohmann::json(nullptr);
}

// The user whom a key is tied to, as the activity log tells it: the e-mail, or the id of one who is gone.
nlohmann::json tied_user_json(db::Connection& db, const std::optional<Uuid>& id) {
  if (!id) return nullptr;
  const auto rows = db.query("SELECT email FROM users WHERE id = ?", {*id});
  return rows.empty() ? id->text() : rows.front().text("email");
}

// Inside the caller's transaction.
void insert_api_key(db::Connection& db, const audit::Actor& actor, const NewApiKey& key,
                    const crypto::SecretToken& value) {
  db.execute(
      R"sql(
      INSERT INTO api_keys (id, name, prefix, key_hash, user_id, rights, allow_list, expires_at, limits, first_key_id,
          created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6)))sql",
      {key.id, key.name, value.reveal().substr(0, prefix_characters), value.hash().bytes(), key.user_id,
       stored_rights(key.rights), join_list(key.allow_list), key.expires_at, stored_limits(key.limits),
       key.first_key_id});
  audit::record_change(db, actor,
                       {"api_key.create",
                        "api_key",
                        key.id,
                        nullptr,
                        {{"name", key.name},
                         {"rights", right_names(key.rights)},
                         {"allowList", key.allow_list},
                         {"user", tied_user_json(db, key.user_id)},
                         {"expiresAt", or_null(key.expires_at)},
                         {"limits", limits_json(key.limits)}}});
}

// Hands a value over once, however often the transaction that it is done in is repeated.
class OneHandOver {
 public:
  OneHandOver(const HandOver& hand_over, const crypto::SecretToken& value) : hand_over_(hand_over), value_(value) {}
  void act() {
    if (hand_over_ && !is_done_) hand_over_(value_);
    is_done_ = true;
  }

 private:
  const HandOver& hand_over_;
  const crypto::SecretToken& value_;
  bool is_done_ = false;
};

// The key that takes the place of an open one, which is locked; nothing when that is revoked or expired. Inside the
// caller's transaction.
std::optional<NewApiKey> find_successor(db::Connection& db, const Rotation& rotation) {
  const auto rows = db.query(
      R"sql(
      SELECT name, user_id, rights, allow_list, expires_at, limits, COALESCE(first_key_id, id) AS first_key_id
      FROM api_keys
      WHERE id = ?
        AND revoked_at IS NULL
        AND COALESCE(expires_at > UTC_TIMESTAMP(6), TRUE)
      FOR UPDATE)sql",
      {rotation.old_id});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  return NewApiKey{.id = rotation.new_id,
                   .name = row.text("name"),
                   .expires_at = row.optional_text("expires_at"),
                   .user_id = row.optional_uuid("user_id"),
                   .rights = parse_stored_rights(row.text("rights")),
                   .allow_list = split_list(row.text("allow_list")),
                   .limits = parse_stored_limits(row.optional_text("limits")),
                   .first_key_id = row.uuid("first_key_id")};
}

void end_after_overlap(db::Connection& db, const audit::Actor& actor, const Rotation& rotation) {
  const auto seconds = rotation.overlap.count();
  db.execute(
      R"sql(
      UPDATE api_keys
      SET expires_at = LEAST(COALESCE(expires_at, '9999-12-31'), UTC_TIMESTAMP(6) + INTERVAL ? SECOND)
      WHERE id = ?)sql",
      {seconds, rotation.old_id});
  audit::record_change(db, actor,
                       {"api_key.rotate",
                        "api_key",
                        rotation.old_id,
                        nullptr,
                        {{"replacedBy", rotation.new_id.text()}, {"overlapSeconds", seconds}}});
}

}  // namespace

std::variant<crypto::SecretToken, ApiKeyNotMade> create_api_key(db::Connection& db, const audit::Actor& actor,
                                                                const NewApiKey& key, const HandOver& hand_over) {
  crypto::SecretToken value = crypto::SecretToken::make(api_key_prefix);
  OneHandOver handed(hand_over, value);
  const auto make = [&](db::Transaction& transaction) {
    db::take_turn(db, db::api_key_names);
    insert_api_key(db, actor, key, value);
    if (is_key_name_taken(db, key.id, key.name)) {
      transaction.roll_back();
      return false;
    }
    handed.act();
    return true;
  };
  try {
    if (!db.in_transaction(make)) return ApiKeyNotMade::name_taken;
  } catch (const db::DuplicateKey&) {
    return ApiKeyNotMade::sent_twice;
  }
  return value;
}

std::optional<crypto::SecretToken> rotate_api_key(db::Connection& db, const audit::Actor& actor,
                                                  const Rotation& rotation, const HandOver& hand_over) {
  crypto::SecretToken value = crypto::SecretToken::make(api_key_prefix);
  OneHandOver handed(hand_over, value);
  const auto rotate = [&](db::Transaction& transaction) {
    const auto successor = find_successor(db, rotation);
    if (!successor) {
      transaction.roll_back();
      return false;
    }
    insert_api_key(db, actor, *successor, value);
    end_after_overlap(db, actor, rotation);
    handed.act();
    return true;
  };
  try {
    if (!db.in_transaction(rotate)) return std::nullopt;
  } catch (const db::DuplicateKey&) {
    return std::nullopt;
  }
  return value;
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
