// What the links of mails lead by, beside login tokens: made by the courier, stored as SHA-256, spent once.
#pragma once
#include <chrono>
#include <optional>
#include <string_view>

#include "base/uuid.hpp"
#include "crypto/secret_token.hpp"
#include "db/connection.hpp"

namespace latchkey::mails {

// Each opens its own page alone.
enum class TokenKind {
  password,  // lp_: a customer sets a password, at /auth/password/set
  confirm,   // le_: a customer confirms the address, at /auth/email/confirm
  staff,     // ls_: a user of the admin area sets a password, at /admin/password
};

[[nodiscard]] std::string_view name_of(TokenKind kind);
[[nodiscard]] std::string_view prefix_of(TokenKind kind);

// Whose token it is: a customer's, or for TokenKind::staff a user's.
struct MailToken {
  Uuid id;
  Uuid owner_id;
};

// Why a token is of no use; for logs, never for a page.
enum class Unusable { unknown, spent, revoked, expired };

// An open token and its owner, or why there is none. Nothing is spent.
struct FoundToken {
  std::optional<MailToken> token;    // open
  std::optional<Uuid> owner_id;      // of a token that is not open any more as well
  Unusable why = Unusable::unknown;  // when it is not open
};
[[nodiscard]] FoundToken find_token(db::Connection& db, TokenKind kind, const crypto::TokenHash& hash);

// Inserts the token, inside the caller's transaction.
void insert_token(db::Connection& db, TokenKind kind, const MailToken& token, const crypto::TokenHash& hash,
                  std::chrono::seconds lifetime);

// Its time begins anew, unless it was used or revoked: then false.
[[nodiscard]] bool prolong_token(db::Connection& db, const Uuid& id, std::chrono::seconds lifetime);

// The guarded UPDATE that decides: true for one caller alone.
[[nodiscard]] bool spend_token(db::Connection& db, const Uuid& id);

void revoke_token(db::Connection& db, const Uuid& id);

// All of this kind that the owner could still use.
void revoke_tokens(db::Connection& db, TokenKind kind, const Uuid& owner_id);

}  // namespace latchkey::mails
