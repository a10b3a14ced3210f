#include "mails/mail_token.hpp"

#include <algorithm>
#include <array>

namespace latchkey::mails {
namespace {

struct KindRow {
  TokenKind kind;
  std::string_view name;
  std::string_view prefix;
};

constexpr std::array<KindRow, 3> rows{{{TokenKind::password, "password", "lp_"},
                                       {TokenKind::confirm, "confirm", "le_"},
                                       {TokenKind::staff, "staff", "ls_"}}};

const KindRow& row_of(TokenKind kind) { return *std::ranges::find(rows, kind, &KindRow::kind); }

Unusable parse_why(std::string_view name) {
  if (name == "spent") return Unusable::spent;
  return name == "revoked" ? Unusable::revoked : Unusable::expired;
}

}  // namespace

std::string_view name_of(TokenKind kind) { return row_of(kind).name; }

std::string_view prefix_of(TokenKind kind) { return row_of(kind).prefix; }

FoundToken find_token(db::Connection& db, TokenKind kind, const crypto::TokenHash& hash) {
  const auto rows_found = db.query(
      R"sql(
      SELECT id, COALESCE(customer_id, user_id) AS owner_id,
          CASE
              WHEN used_at IS NOT NULL THEN 'spent'
              WHEN revoked_at IS NOT NULL THEN 'revoked'
              WHEN expires_at <= UTC_TIMESTAMP(6) THEN 'expired'
          END AS why
      FROM mail_tokens
      WHERE token_hash = ? AND kind = ?)sql",
      {hash.bytes(), name_of(kind)});
  if (rows_found.empty()) return {};
  const auto& row = rows_found.front();
  const Uuid owner = row.uuid("owner_id");
  if (row.is_null("why")) return {.token = MailToken{row.uuid("id"), owner}, .owner_id = owner};
  return {.token = std::nullopt, .owner_id = owner, .why = parse_why(row.text("why"))};
}

void insert_token(db::Connection& db, TokenKind kind, const MailToken& token, const crypto::TokenHash& hash,
                  std::chrono::seconds lifetime) {
  const bool is_of_staff = kind == TokenKind::staff;
  const std::optional<Uuid> owner = token.owner_id;
  db.execute(
      R"sql(
      INSERT INTO mail_tokens (id, kind, token_hash, customer_id, user_id, created_at, expires_at)
      VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL ? SECOND))sql",
      {token.id, name_of(kind), hash.bytes(), is_of_staff ? std::nullopt : owner, is_of_staff ? owner : std::nullopt,
       lifetime.count()});
}

bool prolong_token(db::Connection& db, const Uuid& id, std::chrono::seconds lifetime) {
  return db.execute(
             R"sql(
             UPDATE mail_tokens
             SET expires_at = UTC_TIMESTAMP(6) + INTERVAL ? SECOND
             WHERE id = ? AND used_at IS NULL AND revoked_at IS NULL)sql",
             {lifetime.count(), id}) == 1;
}

bool spend_token(db::Connection& db, const Uuid& id) {
  return db.execute(
             R"sql(
             UPDATE mail_tokens
             SET used_at = UTC_TIMESTAMP(6)
             WHERE id = ? AND used_at IS NULL AND revoked_at IS NULL AND expires_at > UTC_TIMESTAMP(6))sql",
             {id}) == 1;
}

void revoke_token(db::Connection& db, const Uuid& id) {
  db.execute(
      "UPDATE mail_tokens SET revoked_at = UTC_TIMESTAMP(6) WHERE id = ? AND used_at IS NULL AND revoked_at IS NULL",
      {id});
}

void revoke_tokens(db::Connection& db, TokenKind kind, const Uuid& owner_id) {
  static constexpr std::string_view of_customer =
      R"sql(
      UPDATE mail_tokens
      SET revoked_at = UTC_TIMESTAMP(6)
      WHERE customer_id = ? AND kind = ? AND used_at IS NULL AND revoked_at IS NULL)sql";
  static constexpr std::string_view of_user =
      R"sql(
      UPDATE mail_tokens
      SET revoked_at = UTC_TIMESTAMP(6)
      WHERE user_id = ? AND kind = ? AND used_at IS NULL AND revoked_at IS NULL)sql";
  db.execute(kind == TokenKind::staff ? of_user : of_customer, {owner_id, name_of(kind)});
}

}  // namespace latchkey::mails
