#include "staff/passkeys/passkey_store.hpp"

#include "base/clock_text.hpp"
#include "crypto/digest.hpp"
#include "staff/recovery_codes.hpp"
#include "staff/second_factor.hpp"

namespace latchkey::staff {
namespace {

std::vector<Passkey> passkeys_of(const db::Rows& rows) {
  std::vector<Passkey> passkeys;
  for (const auto& row : rows) {
    const auto& used = row.optional_text("last_used_at");
    passkeys.push_back({.id = row.uuid("id"),
                        .user = row.uuid("user_id"),
                        .name = row.text("name"),
                        .credential_id = row.text("credential_id"),
                        .public_key = row.text("public_key"),
                        .created_at = iso8601_from_database(row.text("created_at")),
                        .last_used_at = used ? std::optional(iso8601_from_database(*used)) : std::nullopt});
  }
  return passkeys;
}

constexpr std::string_view select_passkeys =
    "SELECT id, user_id, name, credential_id, public_key, created_at, last_used_at FROM passkeys ";

nlohmann::json passkey_json(const std::string& name) { return {{"passkey", name}}; }

}  // namespace

std::vector<Passkey> list_passkeys(db::Connection& db, const Uuid& user) {
  static const std::string sql = std::string(select_passkeys) + "WHERE user_id = ? ORDER BY created_at, id";
  return passkeys_of(db.query(sql, {user}));
}

std::optional<Passkey> find_passkey(db::Connection& db, std::string_view credential_id) {
  static const std::string sql = std::string(select_passkeys) + "WHERE credential_hash = ?";
  auto found = passkeys_of(db.query(sql, {crypto::sha256(credential_id)}));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

AddedPasskey add_passkey(db::Connection& db, const audit::Actor& actor, const NewPasskey& passkey) {
  try {
    return db.in_transaction([&](db::Transaction& transaction) -> AddedPasskey {
      if (!begin_factor_change(db, passkey.user, passkey.own_session)) return {PasskeyChange::session_ended};
      if (list_passkeys(db, passkey.user).size() >= most_passkeys) {
        transaction.roll_back();
        return {PasskeyChange::too_many};
      }
      AddedPasskey added{PasskeyChange::done};
      if (!has_second_factor(db, passkey.user)) added.recovery_codes = renew_recovery_codes(db, passkey.user);
      db.execute(
          R"sql(
          INSERT INTO passkeys (id, user_id, credential_hash, credential_id, public_key, sign_count, name, created_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6)))sql",
          {Uuid::make(), passkey.user, crypto::sha256(passkey.credential_id), passkey.credential_id, passkey.public_key,
           std::int64_t{passkey.sign_count}, passkey.name});
      audit::record_change(db, actor, {"user.passkey", "user", passkey.user, nullptr, passkey_json(passkey.name)});
      return added;
    });
  } catch (const db::DuplicateKey&) {
    return {PasskeyChange::known};
  }
}

PasskeyChange remove_passkey(db::Connection& db, const audit::Actor& actor, const Passkey& passkey,
                             const Uuid& own_session) {
  return db.in_transaction([&](db::Transaction& transaction) {
    if (!begin_factor_change(db, passkey.user, own_session)) return PasskeyChange::session_ended;
    if (db.execute("DELETE FROM passkeys WHERE id = ?", {passkey.id}) == 0) {
      transaction.roll_back();
      return PasskeyChange::not_there;
    }
    if (!has_second_factor(db, passkey.user)) {
      if (needs_second_factor(db, passkey.user)) {
        transaction.roll_back();
        return PasskeyChange::needed;
      }
      remove_recovery_codes(db, passkey.user);
    }
    audit::record_change(db, actor, {"user.passkey", "user", passkey.user, passkey_json(passkey.name), nullptr});
    return PasskeyChange::done;
  });
}

bool note_use(db::Connection& db, const Passkey& passkey, std::uint32_t sign_count) {
  const std::int64_t count = sign_count;
  return db.execute(
             R"sql(
             UPDATE passkeys
             SET sign_count = ?, last_used_at = UTC_TIMESTAMP(6)
             WHERE id = ? AND (sign_count < ? OR (sign_count = 0 AND ? = 0)))sql",
             {count, passkey.id, count, count}) == 1;
}

bool allows_passkey_alone(db::Connection& db, const Uuid& user) {
  const auto row = db.query(
                         R"sql(
                         SELECT COUNT(*) AS roles, COALESCE(MIN(r.allows_passkey_alone), 0) AS is_allowed
                         FROM user_roles x
                         JOIN roles r ON r.id = x.role_id
                         WHERE x.user_id = ?)sql",
                         {user})
                       .at(0);
  return row.integer("roles") > 0 && row.integer("is_allowed") == 1;
}

}  // namespace latchkey::staff
