#include "members/sign_in/redeem.hpp"

#include "links/login_token.hpp"

namespace latchkey::members {
namespace {

struct TokenRow {
  Uuid id;
  Uuid customer_id;
  links::TokenKind kind;
  std::optional<std::string> return_url;
  bool shows_status_popup;
  std::string refusal;  // empty when it can be spent
  std::string email;
  std::optional<Uuid> api_key_id;   // that asked for it
  std::optional<std::string> home;  // where a browser without a wish lands
};

std::optional<TokenRow> find_token(db::Connection& db, const crypto::TokenHash& hash) {
  const auto rows = db.query(
      R"sql(
      SELECT t.id, t.customer_id, t.kind, t.return_url, t.shows_status_popup,
          CASE WHEN c.blocked_at IS NOT NULL THEN 'customer_blocked' WHEN t.used_at IS NOT NULL THEN 'spent' WHEN t.revoked_at IS NOT NULL THEN 'revoked' WHEN t.expires_at <= UTC_TIMESTAMP(6) THEN 'expired' ELSE '' END AS refusal, c.email, t.api_key_id, (SELECT path FROM menus WHERE home_marker = 1 AND is_enabled = TRUE) AS home
      FROM login_tokens t
      JOIN customers c ON c.id = t.customer_id
      WHERE t.token_hash = ?)sql",
      {hash.bytes()});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  return TokenRow{
      row.uuid(0),          row.uuid(1),          links::parse_kind(row.text(2)).value_or(links::TokenKind::link),
      row.optional_text(3), row.flag(4),          row.text(5),
      row.text(6),          row.optional_uuid(7), row.optional_text(8)};
}

RedeemOutcome refuse(db::Connection& db, const RedeemRequest& request, const std::optional<TokenRow>& token,
                     std::string_view reason) {
  attempts::Attempt attempt{.method = "token", .outcome = reason, .return_url = request.wish.return_url};
  if (token) {
    attempt.customer_id = token->customer_id;
    attempt.login_token_id = token->id;
    attempt.api_key_id = token->api_key_id;
  }
  attempts::record_attempt(db, request.visitor, attempt);
  return Refused{};
}

bool spend(db::Connection& db, const crypto::TokenHash& hash) {
  return db.execute(
             R"sql(
             UPDATE login_tokens
             SET used_at = UTC_TIMESTAMP(6)
             WHERE token_hash = ? AND used_at IS NULL AND revoked_at IS NULL AND expires_at > UTC_TIMESTAMP(6))sql",
             {hash.bytes()}) == 1;
}

std::optional<std::string> wished_return_url(const RedeemRequest& request, const TokenRow& token) {
  return request.wish.return_url ? request.wish.return_url : token.return_url;
}

RedeemOutcome spend_and_open(db::Connection& db, const RedeemRequest& request, const SessionLimits& limits,
                             const crypto::TokenHash& hash, const TokenRow& token,
                             const std::optional<Session>& current, db::Transaction& transaction) {
  if (!spend(db, hash)) return refuse(db, request, token, "spent");
  const NewSession session{.customer_id = token.customer_id,
                           .login_token_id = token.id,
                           .shows_status_popup = request.wish.shows_status_popup.value_or(token.shows_status_popup),
                           .address = request.visitor.address,
                           .replaced_session = current ? std::optional(current->id) : std::nullopt};
  auto cookie = open_session(db, session, limits);
  if (!cookie) {
    transaction.roll_back();
    return Refused{};
  }
  const auto return_url = wished_return_url(request, token);
  const bool has_wish = return_url && !return_url->empty();
  const links::Target target =
      has_wish ? links::find_target(db, return_url) : links::Target{token.home.value_or("/"), std::nullopt};
  attempts::record_attempt(db, request.visitor,
                           {.method = "token",
                            .outcome = "signed_in",
                            .customer_id = token.customer_id,
                            .login_token_id = token.id,
                            .api_key_id = token.api_key_id,
                            .return_url = return_url,
                            .return_url_problem = target.problem});
  return SignedIn{std::move(*cookie), target.location};
}

RedeemOutcome redeem_in_transaction(db::Connection& db, const RedeemRequest& request, const SessionLimits& limits,
                                    db::Transaction& transaction) {
  const crypto::TokenHash hash = request.token.hash();
  const auto token = find_token(db, hash);
  if (!token) return refuse(db, request, token, "unknown");
  const auto current = request.session_cookie ? find_session(db, *request.session_cookie, limits) : std::nullopt;
  if (token->refusal == "spent" && current && current->login_token_id == token->id) {
    return StillSignedIn{links::find_target(db, wished_return_url(request, *token)).location};
  }
  if (!token->refusal.empty()) return refuse(db, request, token, token->refusal);
  const bool is_other = current && current->customer_id != token->customer_id;
  if (request.consent == Consent::asked && (is_other || token->kind == links::TokenKind::link)) {
    const auto other = is_other ? std::optional(mask_email(current->email)) : std::nullopt;
    return MustConfirm{mask_email(token->email), other};
  }
  return spend_and_open(db, request, limits, hash, *token, current, transaction);
}

}  // namespace

RedeemOutcome redeem_login_token(db::Connection& db, const RedeemRequest& request, const SessionLimits& limits) {
  RedeemOutcome outcome = Refused{};
  try {
    db.in_transaction(
        [&](db::Transaction& transaction) { outcome = redeem_in_transaction(db, request, limits, transaction); });
  } catch (const db::CommitUnknown&) {
    const auto* signed_in = std::get_if<SignedIn>(&outcome);
    if (signed_in != nullptr && !find_session(db, signed_in->session.hash(), limits)) throw;
  }
  return outcome;
}

std::string mask_email(std::string_view email) {
  const auto at = std::min(email.find('@'), email.size());
  const auto local = email.substr(0, at);
  const bool shows_end = local.size() > 2;
  return std::string(local.substr(0, 1)) + "••••" + std::string(shows_end ? local.substr(local.size() - 1) : "") +
         std::string(email.substr(at));
}

}  // namespace latchkey::members
