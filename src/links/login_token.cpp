#include "links/login_token.hpp"

#include <algorithm>
#include <array>

#include "base/clock_text.hpp"
#include "base/percent.hpp"

namespace latchkey::links {
namespace {

std::string make_url(const Config& config, const crypto::SecretToken& token, const LoginTokenRequest& request) {
  std::string url = config.base_url + "/auth/login?token=" + token.reveal();
  if (request.return_url) url += "&returnUrl=" + percent_encode(*request.return_url);
  if (!request.shows_status_popup) url += "&statusPopup=false";
  return url;
}

TokenTimes read_times(db::Connection& db, std::chrono::seconds lifetime) {
  const auto rows = db.query(
      R"sql(
      SELECT UTC_TIMESTAMP(6) AS created_at,
          UTC_TIMESTAMP(6) + INTERVAL ? SECOND AS expires_at)sql",
      {lifetime.count()});
  const auto& row = rows.at(0);
  return {row.text("created_at"), row.text("expires_at")};
}

struct KindName {
  TokenKind kind;
  std::string_view name;
};

constexpr std::array<KindName, 2> kind_names{{{TokenKind::redirect, "redirect"}, {TokenKind::link, "link"}}};

}  // namespace

std::string_view kind_name(TokenKind kind) { return std::ranges::find(kind_names, kind, &KindName::kind)->name; }

std::optional<TokenKind> parse_kind(std::string_view name) {
  const auto found = std::ranges::find(kind_names, name, &KindName::name);
  return found == kind_names.end() ? std::nullopt : std::optional(found->kind);
}

std::chrono::seconds default_lifetime(TokenKind kind, const Config& config) {
  return kind == TokenKind::redirect ? config.redirect_lifetime : config.link_lifetime;
}

LoginToken mint_login_token(db::Connection& db, const Config& config, const NewLoginToken& wanted) {
  const auto& request = wanted.request;
  const TokenTimes times = wanted.times ? *wanted.times : read_times(db, request.lifetime);
  const crypto::SecretToken token = crypto::SecretToken::make(login_token_prefix);
  const Uuid id = Uuid::make();
  db.execute(
      R"sql(
      INSERT INTO login_tokens (id, token_hash, customer_id, api_key_id, kind, return_url, shows_status_popup, is_mailed,
          created_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?))sql",
      {id, token.hash().bytes(), wanted.customer_id, wanted.api_key_id, kind_name(request.kind), request.return_url,
       request.shows_status_popup, wanted.is_mailed, times.created_at, times.expires_at});
  return {id, token, request.kind, make_url(config, token, request), iso8601_from_database(times.expires_at)};
}

std::optional<LoginToken> prolong_mailed_token(db::Connection& db, const Config& config, const Uuid& id,
                                               const crypto::SecretToken& token) {
  // The assignments are carried out from left to right.
  const auto prolonged = db.execute(
      R"sql(
      UPDATE login_tokens
      SET token_hash = ?,
          expires_at = UTC_TIMESTAMP(6) + INTERVAL TIMESTAMPDIFF(MICROSECOND, created_at, expires_at) MICROSECOND,
          created_at = UTC_TIMESTAMP(6)
      WHERE id = ? AND is_mailed = TRUE AND used_at IS NULL AND revoked_at IS NULL)sql",
      {token.hash().bytes(), id});
  if (prolonged != 1) return std::nullopt;
  const auto row =
      db.query("SELECT kind, return_url, shows_status_popup, expires_at FROM login_tokens WHERE id = ?", {id}).at(0);
  LoginTokenRequest request;
  request.kind = parse_kind(row.text("kind")).value_or(TokenKind::link);
  request.return_url = row.optional_text("return_url");
  request.shows_status_popup = row.flag("shows_status_popup");
  return LoginToken{id, token, request.kind, make_url(config, token, request),
                    iso8601_from_database(row.text("expires_at"))};
}

std::optional<LoginToken> renew_mailed_token(db::Connection& db, const Config& config, const Uuid& id) {
  return prolong_mailed_token(db, config, id, crypto::SecretToken::make(login_token_prefix));
}

void revoke_mailed_token(db::Connection& db, const Uuid& id) {
  db.execute(
      R"sql(
      UPDATE login_tokens
      SET revoked_at = UTC_TIMESTAMP(6)
      WHERE id = ? AND is_mailed = TRUE AND used_at IS NULL AND revoked_at IS NULL)sql",
      {id});
}

bool revoke_login_token(db::Connection& db, const Uuid& token_id, const Uuid& api_key_id) {
  return db.execute(
             R"sql(
             UPDATE login_tokens
             SET revoked_at = UTC_TIMESTAMP(6)
             WHERE id = ? AND api_key_id = ? AND used_at IS NULL AND revoked_at IS NULL)sql",
             {token_id, api_key_id}) == 1;
}

}  // namespace latchkey::links
