#include "staff/links/password_links.hpp"

#include "db/coordination/settle_commit.hpp"
#include "mails/mail_queue.hpp"
#include "mails/mail_token.hpp"
#include "mails/staff_links.hpp"
#include "staff/staff_session.hpp"

namespace latchkey::staff {

using mails::TokenKind;

bool mail_password_link(db::Connection& db, const audit::Actor& actor, const User& user, mails::Kind kind) {
  const auto queued = mails::queue_mail(db, {.kind = kind, .recipient = user.email, .user_id = user.id});
  audit::record_change(db, actor,
                       {kind == mails::Kind::invitation ? "user.invite" : "user.mail_password_link",
                        "user",
                        user.id,
                        nullptr,
                        {{"mailed", queued == mails::Queued::waiting}}});
  return queued == mails::Queued::waiting;
}

std::optional<InvitedUser> invite_user(db::Connection& db, const audit::Actor& actor, const NewUser& user) {
  return db.in_transaction([&](db::Transaction& transaction) -> std::optional<InvitedUser> {
    const auto id = insert_user(db, actor, user);
    if (!id) {
      transaction.roll_back();
      return std::nullopt;
    }
    const User invited{
        .id = *id, .email = user.email, .first_name = user.first_name, .last_name = user.last_name, .created_at = {}};
    return InvitedUser{*id, mail_password_link(db, actor, invited, mails::Kind::invitation)};
  });
}

void ask_for_password_link(db::Connection& db, const std::string& email) {
  db.in_transaction([&](db::Transaction&) {
    mails::queue_mail(db, {.kind = mails::Kind::reset, .recipient = email}, mails::OverLimit::leave_no_trace);
  });
}

std::optional<PasswordLink> find_password_link(db::Connection& db, std::string_view text) {
  const auto token = crypto::SecretToken::parse(text, mails::prefix_of(TokenKind::staff));
  if (!token) return std::nullopt;
  const auto found = mails::find_token(db, TokenKind::staff, token->hash());
  if (!found.token) return std::nullopt;
  auto user = find_user(db, found.token->owner_id.text());
  if (!user || user->is_disabled) return std::nullopt;
  return PasswordLink{found.token->id, *std::move(user)};
}

bool set_password_by_link(db::Connection& db, const audit::Actor& actor, const PasswordLink& link,
                          const std::string& password_hash) {
  bool is_set = false;
  try {
    db.in_transaction([&](db::Transaction& transaction) {
      is_set =
          mails::spend_token(db, link.token_id) &&
          db.execute("UPDATE users SET password_hash = ? WHERE id = ? AND disabled_at IS NULL AND removed_at IS NULL",
                     {password_hash, link.user.id}) == 1;
      if (!is_set) return transaction.roll_back();
      end_staff_sessions_of(db, link.user.id);
      mails::withdraw_staff_links(db, {link.user.id, link.user.email});
      audit::record_change(db, actor, {"user.password", "user", link.user.id, nullptr, {{"byLink", true}}});
    });
  } catch (const db::CommitUnknown&) {
    if (is_set) {
      db::settle_commit(db, "SELECT 1 FROM mail_tokens WHERE id = ? AND used_at IS NOT NULL LOCK IN SHARE MODE",
                        {link.token_id});
    }
  }
  return is_set;
}

}  // namespace latchkey::staff
