// Login tokens: made for a customer, handed out as part of a URL, spent once.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/uuid.hpp"
#include "config/config.hpp"
#include "crypto/secret_token.hpp"
#include "db/connection.hpp"

namespace latchkey::links {

inline constexpr std::string_view login_token_prefix = "lt_";

// `redirect`: a GET spends it (for a browser that is redirected at once). `link`: a GET shows a page whose button
// spends it (for e-mail, so that mail scanners and chat previews cannot).
enum class TokenKind { redirect, link };

[[nodiscard]] std::string_view kind_name(TokenKind kind);
[[nodiscard]] std::optional<TokenKind> parse_kind(std::string_view name);
[[nodiscard]] std::chrono::seconds default_lifetime(TokenKind kind, const Config& config);

struct LoginTokenRequest {
  TokenKind kind = TokenKind::redirect;
  std::chrono::seconds lifetime{300};
  std::optional<std::string> return_url;
  bool shows_status_popup = true;
};

struct LoginToken {
  Uuid id;
  crypto::SecretToken token;
  TokenKind kind;
  std::string url;  // carries returnUrl and statusPopup too, so that a refused link can offer them to the sign-in form
  std::string expires_at;  // ISO 8601
};

// A token's begin and end, DATETIME(6) text from the database's clock.
struct TokenTimes {
  std::string created_at;
  std::string expires_at;
};

// A token to be made: for whom, by whom and how.
struct NewLoginToken {
  Uuid customer_id;
  std::optional<Uuid> api_key_id = std::nullopt;  // absent for a token that staff made
  const LoginTokenRequest& request;
  std::optional<TokenTimes> times = std::nullopt;  // when absent, from now for the request's lifetime
  bool is_mailed = false;                          // goes by mail alone: its use proves the address
};

// Inserts the token, inside the caller's transaction if there is one.
[[nodiscard]] LoginToken mint_login_token(db::Connection& db, const Config& config, const NewLoginToken& wanted);

// Gives an open token of a mail another secret, inside the caller's transaction: that of its making was handed to
// nobody. Its time begins anew, however long the mail has waited. Nothing when the token is spent or revoked.
[[nodiscard]] std::optional<LoginToken> renew_mailed_token(db::Connection& db, const Config& config, const Uuid& id);

// The link again, of a token that is known; its time begins anew as well. Nothing when it is spent or revoked.
[[nodiscard]] std::optional<LoginToken> prolong_mailed_token(db::Connection& db, const Config& config, const Uuid& id,
                                                             const crypto::SecretToken& token);

// A token whose mail was refused.
void revoke_mailed_token(db::Connection& db, const Uuid& id);

// Revokes a token that this key made and that is neither spent nor revoked; false when there is none.
[[nodiscard]] bool revoke_login_token(db::Connection& db, const Uuid& token_id, const Uuid& api_key_id);

}  // namespace latchkey::links
