#include "members/mailed/mailed_acts.hpp"

#include "access/end_access.hpp"
#include "db/coordination/settle_commit.hpp"
#include "mails/mail_queue.hpp"

namespace latchkey::members {
namespace {

using attempts::Outcome;

Outcome outcome_of(mails::Unusable why) {
  if (why == mails::Unusable::spent) return Outcome::spent;
  return why == mails::Unusable::revoked ? Outcome::revoked : Outcome::expired;
}

void record(db::Connection& db, const attempts::Visitor& visitor, const Uuid& customer_id, Outcome outcome) {
  attempts::record_attempt(db, visitor,
                           {.method = attempts::Method::token, .outcome = outcome, .customer_id = customer_id});
}

// The customer's row is written before the sessions: a sign-in at the same moment writes it too, and then finds the new
// password.
bool write_password(db::Connection& db, const OpenLink& link, const std::string& password_hash) {
  return db.execute(
             R"sql(
             UPDATE customers
             SET password_hash = ?, email_verified_at = COALESCE(email_verified_at, UTC_TIMESTAMP(6))
             WHERE id = ? AND blocked_at IS NULL)sql",
             {password_hash, link.customer_id}) == 1;
}

bool had_password(db::Connection& db, const OpenLink& link) {
  return !db.query("SELECT 1 FROM customers WHERE id = ? AND password_hash <> ''", {link.customer_id}).empty();
}

// Runs `act` in a transaction that counts when it returns true.
template <class Act>
bool act_once(db::Connection& db, const OpenLink& link, Act act) {
  bool has_acted = false;
  try {
    db.in_transaction([&](db::Transaction& transaction) {
      has_acted = mails::spend_token(db, link.token_id) && act();
      if (!has_acted) transaction.roll_back();
    });
  } catch (const db::CommitUnknown&) {
    if (has_acted) {
      db::settle_commit(db, "SELECT 1 FROM mail_tokens WHERE id = ? AND used_at IS NOT NULL LOCK IN SHARE MODE",
                        {link.token_id});
    }
  }
  return has_acted;
}

}  // namespace

std::optional<OpenLink> find_open_link(db::Connection& db, const attempts::Visitor& visitor, mails::TokenKind kind,
                                       std::string_view text) {
  const auto token = crypto::SecretToken::parse(text, mails::prefix_of(kind));
  if (!token) {
    attempts::record_stray_token(db, visitor, Outcome::malformed);
    return std::nullopt;
  }
  const auto found = mails::find_token(db, kind, token->hash());
  if (!found.owner_id) {
    attempts::record_stray_token(db, visitor, Outcome::unknown);
    return std::nullopt;
  }
  if (!found.token) {
    record(db, visitor, *found.owner_id, outcome_of(found.why));
    return std::nullopt;
  }
  const auto rows = db.query("SELECT email, language, blocked_at IS NOT NULL AS is_blocked FROM customers WHERE id = ?",
                             {*found.owner_id});
  if (rows.empty() || rows.front().flag("is_blocked")) {
    record(db, visitor, *found.owner_id, Outcome::customer_blocked);
    return std::nullopt;
  }
  return OpenLink{found.token->id, *found.owner_id, rows.front().text("email"), rows.front().optional_text("language")};
}

bool set_password_by_link(db::Connection& db, const OpenLink& link, const std::string& password_hash) {
  return act_once(db, link, [&] {
    const bool is_change = had_password(db, link);
    if (!write_password(db, link, password_hash)) return false;
    access::end_access(db, link.customer_id);
    if (is_change) {
      mails::queue_mail(db, {.kind = mails::Kind::changed, .recipient = link.email, .customer_id = link.customer_id});
    }
    return true;
  });
}

bool confirm_address_by_link(db::Connection& db, const OpenLink& link) {
  return act_once(db, link, [&] {
    db.execute("UPDATE customers SET email_verified_at = UTC_TIMESTAMP(6) WHERE id = ? AND email_verified_at IS NULL",
               {link.customer_id});
    return true;
  });
}

}  // namespace latchkey::members
