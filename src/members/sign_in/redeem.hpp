// Auto login: a token becomes a session. GET and POST share this one function; the routes only dress its answer.
#pragma once
#include <optional>
#include <string>
#include <variant>

#include "attempts/attempt_log.hpp"
#include "crypto/secret_token.hpp"
#include "db/connection.hpp"
#include "members/sessions/session_store.hpp"

namespace latchkey::members {

// What the customer's browser asked for beside the token; each wins over what was stored with the token.
struct LandingWish {
  std::optional<std::string> return_url = std::nullopt;
  std::optional<bool> shows_status_popup = std::nullopt;
};

// `asked`: the browser followed a link, so a page may have to ask first. `confirmed`: a button was pressed.
enum class Consent { asked, confirmed };

struct RedeemRequest {
  crypto::SecretToken token;
  LandingWish wish;
  Consent consent = Consent::asked;
  std::optional<crypto::TokenHash> session_cookie;  // what this browser is signed in with
  std::optional<crypto::SecretToken> form_cookie;   // by which it is known again, see redeem_login_token()
  attempts::Visitor visitor;
};

// Spent, now or just before by the same browser; it gets the cookie and goes to the location.
struct SignedIn {
  crypto::SecretToken session;
  std::string location;
};
// Spent before, and this browser's session came from it: reload and double click keep working.
struct StillSignedIn {
  std::string location;
};
// Nothing is spent: a page with a button is shown.
struct MustConfirm {
  std::string customer;                     // masked e-mail of the token's customer
  std::optional<std::string> signed_in_as;  // masked e-mail of another customer who is signed in on this browser
  std::optional<std::string> language;      // of the token's customer
};
// Unknown, expired, spent, revoked, or the customer is blocked. The reason is for logs and counters, never for a page.
struct Refused {
  attempts::Outcome reason;
};

using RedeemOutcome = std::variant<SignedIn, StillSignedIn, MustConfirm, Refused>;

// One transaction: the token is spent by a guarded UPDATE whose row count decides, and the session is inserted with it,
// so that neither exists without the other. When the acknowledgement of COMMIT is lost, the session's row tells what
// became of it. Throws Unavailable: the token is then unspent, unless the database was away for that question too.
//
// A browser may send a second request before it has the answer to the first (double click, reload). It is known by its
// form cookie: with one, the session's cookie is derived from that and the token, so the second request gets the same
// cookie for the same session. Whichever answer comes last, the browser is signed in; when that session has ended, the
// token is spent for it too. A browser without a form cookie gets a random one, and is not known again.
[[nodiscard]] RedeemOutcome redeem_login_token(db::Connection& db, const RedeemRequest& request,
                                               const SessionLimits& limits);

// To be called after CommitUnknown; returns and throws as db::settle_commit() does for the session's row. `signed_in`
// is null for every other outcome, which wrote nothing that anybody relies on.
void settle_sign_in(db::Connection& db, const SignedIn* signed_in);

// Notes a token that cannot be one.
void refuse_malformed_token(db::Connection& db, const attempts::Visitor& visitor);

}  // namespace latchkey::members
