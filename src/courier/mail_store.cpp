#include "courier/mail_store.hpp"

#include "links/login_token.hpp"
#include "mails/mail_token.hpp"

namespace latchkey::courier {
namespace {

using mails::Sent;

std::optional<DueMail> mail_of(const db::Row& row, const Uuid& holder) {
  const auto kind = mails::parse_kind(row.text("kind"));
  if (!kind) return std::nullopt;
  DueMail mail{.id = row.uuid("id"),
               .holder = holder,
               .kind = *kind,
               .customer_id = row.optional_uuid("customer_id"),
               .user_id = row.optional_uuid("user_id"),
               .token_id = row.optional_uuid("token_id"),
               .token = std::nullopt,
               .recipient = row.text("recipient"),
               .language = row.optional_text("language"),
               .facts = nlohmann::json::parse(row.text("facts"), nullptr, false),
               .tries = static_cast<std::uint64_t>(row.integer("tries"))};
  if (!row.is_null("sealed_token")) mail.token = SealedSecret{row.text("sealed_token"), row.text("secret_key_id")};
  if (!mail.facts.is_object()) mail.facts = nlohmann::json::object();
  return mail;
}

bool take(db::Connection& db, const Uuid& id, const Lease& lease) {
  return db.execute(
             R"sql(
             UPDATE mails
             SET holder = ?, next_at = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND
             WHERE id = ? AND state = 'waiting' AND next_at <= UTC_TIMESTAMP(6))sql",
             {lease.holder, std::chrono::microseconds(lease.time).count(), id}) == 1;
}

// `reason` stays when there is no new one.
void end_mail(db::Connection& db, const Uuid& id, std::string_view state, const std::optional<std::string>& reason) {
  db.execute(
      R"sql(
      UPDATE mails
      SET state = ?, reason = ?, ended_at = UTC_TIMESTAMP(6), sealed_token = NULL, secret_key_id = NULL
      WHERE id = ? AND state = 'waiting')sql",
      {state, reason, id});
}

void end_link(db::Connection& db, const DueMail& mail) {
  const auto rows = db.query("SELECT token_id FROM mails WHERE id = ?", {mail.id});
  const auto token = rows.empty() ? std::nullopt : rows.front().optional_uuid("token_id");
  if (!token) return;
  if (mail.kind == mails::Kind::sign_in_link) return links::revoke_mailed_token(db, *token);
  mails::revoke_token(db, *token);
}

// False when it was written before, or the mail has ended.
bool count_last_try(db::Connection& db, const DueMail& mail) {
  return db.execute("UPDATE mails SET tries = tries + 1 WHERE id = ? AND state = 'waiting'", {mail.id}) == 1;
}

// False also when another courier has the mail now: what becomes of it is for that one to say.
bool count_try(db::Connection& db, const DueMail& mail) {
  return db.execute(
             R"sql(
             UPDATE mails
             SET tries = tries + 1
             WHERE id = ? AND state = 'waiting' AND holder = ? AND tries = ?)sql",
             {mail.id, mail.holder, mail.tries}) == 1;
}

bool is_given_up(db::Connection& db, const DueMail& mail) {
  if (mail.tries + 1 < fewest_tries) return false;
  return db
      .query("SELECT created_at <= UTC_TIMESTAMP(6) - INTERVAL ? SECOND AS is_old FROM mails WHERE id = ?",
             {std::chrono::seconds(longest_trying).count(), mail.id})
      .at(0)
      .flag("is_old");
}

void wait_again(db::Connection& db, const MailResult& result) {
  db.execute(
      R"sql(
      UPDATE mails
      SET next_at = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND, reason = ?
      WHERE id = ? AND state = 'waiting')sql",
      {std::chrono::microseconds(result.wait).count(), result.sent.words, result.mail.id});
}

}  // namespace

std::vector<DueMail> take_due_mails(db::Connection& db, const Lease& lease, std::size_t most) {
  // Kinds that only a newer program knows are left to its courier.
  static const std::string due =
      "SELECT id, kind, customer_id, user_id, token_id, sealed_token, secret_key_id, recipient, language, facts, tries"
      " FROM mails WHERE state = 'waiting' AND next_at <= UTC_TIMESTAMP(6) AND kind IN (" +
      mails::list_kinds() + ") ORDER BY next_at LIMIT ?";
  std::vector<DueMail> taken;
  for (const auto& row : db.query(due, {most})) {
    auto mail = mail_of(row, lease.holder);
    if (mail && take(db, mail->id, lease)) taken.push_back(*std::move(mail));
  }
  return taken;
}

bool hold_mail(db::Connection& db, const DueMail& mail) {
  return !db.query("SELECT 1 FROM mails WHERE id = ? AND state = 'waiting' AND holder = ? FOR UPDATE",
                   {mail.id, mail.holder})
              .empty();
}

void forget_mail(db::Connection& db, const DueMail& mail) {
  db.execute("DELETE FROM mails WHERE id = ? AND state = 'waiting'", {mail.id});
}

void drop_mail(db::Connection& db, const DueMail& mail, const std::string& reason) {
  end_mail(db, mail.id, "dropped", reason);
}

void write_mail_result(db::Connection& db, const MailResult& result) {
  const auto& mail = result.mail;
  const auto& sent = result.sent;
  db.in_transaction([&](db::Transaction&) {
    const bool is_sent = sent.verdict == Sent::Verdict::taken;
    if (!(is_sent ? count_last_try(db, mail) : count_try(db, mail))) return;
    if (is_sent) return end_mail(db, mail.id, "sent", std::nullopt);
    if (sent.verdict == Sent::Verdict::later && !is_given_up(db, mail)) return wait_again(db, result);
    end_mail(db, mail.id, "failed", sent.words);
    end_link(db, mail);
  });
}

}  // namespace latchkey::courier
