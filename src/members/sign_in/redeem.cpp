#include "members/sign_in/redeem.hpp"

#include "db/coordination/settle_commit.hpp"
#include "links/login_token.hpp"
#include "members/sign_in/mask_email.hpp"
#include "outbox/noted.hpp"

namespace latchkey::members {
namespace {

using attempts::Outcome;

struct TokenRow {
  Uuid id;
  Uuid customer_id;
  Uuid lead_id;
  links::TokenKind kind;
  std::optional<std::string> return_url;
  bool shows_status_popup;
  bool is_mailed;
  std::optional<Outcome> refusal;  // why it cannot be spent
  std::string email;
  std::optional<std::string> language;  // the customer's
  std::optional<Uuid> api_key_id;       // the key that asked for it
  std::optional<std::string> home;      // where a browser without a wish lands
  bool has_listeners;                   // webhooks and postbacks
};

// One redemption under way, in its transaction.
struct Redemption {
  db::Connection& db;
  const RedeemRequest& request;
  const SessionLimits& limits;
  db::Transaction& transaction;
};

std::optional<TokenRow> find_token(db::Connection& db, const crypto::TokenHash& hash) {
  const auto rows = db.query(
      R"sql(
      SELECT t.id, t.customer_id, c.lead_id, t.kind, t.return_url, t.shows_status_popup, t.is_mailed, t.api_key_id, c.email,
          c.language,
          CASE
              WHEN c.blocked_at IS NOT NULL THEN 'customer_blocked'
              WHEN t.used_at IS NOT NULL THEN 'spent'
              WHEN t.revoked_at IS NOT NULL THEN 'revoked'
              WHEN t.expires_at <= UTC_TIMESTAMP(6) THEN 'expired'
          END AS refusal,
          (SELECT path FROM menus WHERE home_marker = 1 AND is_enabled = TRUE) AS home,
          EXISTS (SELECT 1 FROM endpoints e WHERE e.state <> 'disabled') AS has_listeners
      FROM login_tokens t
      JOIN customers c ON c.id = t.customer_id
      WHERE t.token_hash = ?)sql",
      {hash.bytes()});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  const auto& refusal = row.optional_text("refusal");
  return TokenRow{.id = row.uuid("id"),
                  .customer_id = row.uuid("customer_id"),
                  .lead_id = row.uuid("lead_id"),
                  .kind = links::parse_kind(row.text("kind")).value_or(links::TokenKind::link),
                  .return_url = row.optional_text("return_url"),
                  .shows_status_popup = row.flag("shows_status_popup"),
                  .is_mailed = row.flag("is_mailed"),
                  .refusal = refusal ? std::optional(attempts::parse_outcome(*refusal).value()) : std::nullopt,
                  .email = row.text("email"),
                  .language = row.optional_text("language"),
                  .api_key_id = row.optional_uuid("api_key_id"),
                  .home = row.optional_text("home"),
                  .has_listeners = row.flag("has_listeners")};
}

attempts::Attempt attempt_of(const Redemption& redemption, const TokenRow& token, Outcome outcome) {
  return {.method = attempts::Method::token,
          .outcome = outcome,
          .customer_id = token.customer_id,
          .login_token_id = token.id,
          .api_key_id = token.api_key_id,
          .return_url = redemption.request.wish.return_url};
}

RedeemOutcome refuse(const Redemption& redemption, const TokenRow& token, Outcome reason) {
  attempts::record_attempt(redemption.db, redemption.request.visitor, attempt_of(redemption, token, reason));
  return Refused{reason};
}

// The cookie of the session that this browser has made, or would make, of the token.
std::optional<crypto::SecretToken> derive_cookie(const RedeemRequest& request) {
  if (!request.form_cookie) return std::nullopt;
  return crypto::SecretToken::derive(*request.form_cookie, request.token);
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

// The token is spent. The browser that has spent it may come again; another customer who is signed in on it by now
// stays signed in, unless a button was pressed.
RedeemOutcome come_again(const Redemption& redemption, const TokenRow& token, const std::optional<Session>& current) {
  auto& db = redemption.db;
  const auto& request = redemption.request;
  const bool may_switch =
      !current || current->customer_id == token.customer_id || request.consent == Consent::confirmed;
  auto cookie = may_switch ? derive_cookie(request) : std::nullopt;
  const auto made = cookie ? find_session(db, cookie->hash(), redemption.limits) : std::nullopt;
  if (!made) return refuse(redemption, token, Outcome::spent);
  if (current && current->id != made->id) end_session(db, current->id);
  attempts::record_attempt_once(db, request.visitor, attempt_of(redemption, token, Outcome::still_signed_in));
  return SignedIn{*std::move(cookie), links::find_target(db, wished_return_url(request, token)).location};
}

void note(db::Connection& db, const TokenRow& token) {
  if (!token.has_listeners) return;
  const nlohmann::json login{{"id", token.id.text()}, {"kind", links::kind_name(token.kind)}};
  outbox::note(db, token.lead_id, {endpoints::Event::login_redeemed, token.id, {{"login", login}}});
}

// Whoever has used a link that was mailed alone reads the mails of the address.
void confirm_address(db::Connection& db, const TokenRow& token) {
  if (!token.is_mailed) return;
  db.execute("UPDATE customers SET email_verified_at = UTC_TIMESTAMP(6) WHERE id = ? AND email_verified_at IS NULL",
             {token.customer_id});
}

RedeemOutcome spend_and_open(const Redemption& redemption, const TokenRow& token,
                             const std::optional<Session>& current) {
  auto& db = redemption.db;
  const auto& request = redemption.request;
  if (!spend(db, request.token.hash())) return come_again(redemption, token, current);
  const NewSession session{.customer_id = token.customer_id,
                           .login_token_id = token.id,
                           .shows_status_popup = request.wish.shows_status_popup.value_or(token.shows_status_popup),
                           .address = request.visitor.address,
                           .replaced_session = current ? std::optional(current->id) : std::nullopt,
                           .cookie = derive_cookie(request)};
  auto cookie = open_session(db, session, redemption.limits);
  if (!cookie) {
    redemption.transaction.roll_back();
    return Refused{Outcome::customer_blocked};
  }
  const auto return_url = wished_return_url(request, token);
  const bool has_wish = return_url && !return_url->empty();
  const links::Target target =
      has_wish ? links::find_target(db, return_url) : links::Target{token.home.value_or("/"), std::nullopt};
  auto attempt = attempt_of(redemption, token, Outcome::signed_in);
  attempt.account_hash = attempts::hash_customer_account(token.email);
  attempt.return_url = return_url;
  attempt.return_url_problem = target.problem;
  attempts::record_attempt(db, request.visitor, attempt);
  confirm_address(db, token);
  note(db, token);
  return SignedIn{std::move(*cookie), target.location};
}

RedeemOutcome redeem(const Redemption& redemption) {
  auto& db = redemption.db;
  const auto& request = redemption.request;
  const auto token = find_token(db, request.token.hash());
  if (!token) {
    attempts::record_stray_token(db, request.visitor, Outcome::unknown);
    return Refused{Outcome::unknown};
  }
  const auto current = find_session(db, request.session_cookie, redemption.limits);
  if (token->refusal == Outcome::spent && current && current->login_token_id == token->id) {
    return StillSignedIn{links::find_target(db, wished_return_url(request, *token)).location};
  }
  if (token->refusal == Outcome::spent) return come_again(redemption, *token, current);
  if (token->refusal) return refuse(redemption, *token, *token->refusal);
  const bool is_other = current && current->customer_id != token->customer_id;
  if (request.consent == Consent::asked && (is_other || token->kind == links::TokenKind::link)) {
    attempts::record_attempt_once(db, request.visitor, attempt_of(redemption, *token, Outcome::must_confirm));
    const auto other = is_other ? std::optional(mask_email(current->email)) : std::nullopt;
    return MustConfirm{mask_email(token->email), other, token->language};
  }
  return spend_and_open(redemption, *token, current);
}

}  // namespace

RedeemOutcome redeem_login_token(db::Connection& db, const RedeemRequest& request, const SessionLimits& limits) {
  RedeemOutcome outcome = Refused{Outcome::unknown};
  try {
    db.in_transaction([&](db::Transaction& transaction) { outcome = redeem({db, request, limits, transaction}); });
  } catch (const db::CommitUnknown&) {
    settle_sign_in(db, std::get_if<SignedIn>(&outcome));
  }
  return outcome;
}

void settle_sign_in(db::Connection& db, const SignedIn* signed_in) {
  if (signed_in == nullptr) return;
  db::settle_commit(db, "SELECT 1 FROM sessions WHERE session_hash = ? LOCK IN SHARE MODE",
                    {signed_in->session.hash().bytes()});
}

void refuse_malformed_token(db::Connection& db, const attempts::Visitor& visitor) {
  attempts::record_stray_token(db, visitor, Outcome::malformed);
}

}  // namespace latchkey::members
