// What the links of mails do.
#pragma once
#include <optional>
#include <string>
#include <variant>

#include "attempts/attempt_log.hpp"
#include "crypto/secret_token.hpp"
#include "db/connection.hpp"
#include "mails/mail_token.hpp"

namespace latchkey::members {

// A mail's link that is open, and whose it is.
struct OpenLink {
  Uuid token_id;
  Uuid customer_id;
  std::string email;
  std::optional<std::string> language;
};

// The link of a token of this kind and no other; nothing when it is malformed, unknown, spent, revoked or expired, or
// the customer is blocked, which Login activity is told. Spends nothing.
[[nodiscard]] std::optional<OpenLink> find_open_link(db::Connection& db, const attempts::Visitor& visitor,
                                                     mails::TokenKind kind, std::string_view text);

// Spends the link and gives the customer the password, in one transaction; ends all sessions and what else is open of
// links. The address counts as confirmed. A customer who had a password before gets a mail about it. False when the
// link was spent at the same moment, or the customer was blocked. Throws Unavailable: then nothing was changed, unless
// the database was away for that question too.
[[nodiscard]] bool set_password_by_link(db::Connection& db, const OpenLink& link, const std::string& password_hash);

// Spends the link and marks the address as confirmed. Returns and throws as set_password_by_link() does.
[[nodiscard]] bool confirm_address_by_link(db::Connection& db, const OpenLink& link);

}  // namespace latchkey::members
