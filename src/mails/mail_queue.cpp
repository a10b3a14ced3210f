#include "mails/mail_queue.hpp"

#include <algorithm>

#include "crypto/digest.hpp"

namespace latchkey::mails {
namespace {

constexpr std::string_view limit_reason = "the address has had five mails within an hour";

// The row is written whether somebody has this address or not, and by whoever queues two mails at the same moment on
// two nodes of a cluster. The first statement takes the row's lock as the second one needs it: with IGNORE it would be
// a shared one, and two would wait for each other. The assignments are carried out from left to right.
bool take_place(db::Connection& db, Kind kind, const std::string& recipient) {
  static_assert(most_in_an_hour == 5 && most_key_ends_in_an_hour == 3,
                "as many times are kept, and the third is asked");
  const std::string hash = crypto::sha256(recipient);
  db.execute(
      R"sql(
      INSERT INTO mail_recipients (address_hash, queued_1, queued_2, queued_3, queued_4, queued_5)
      VALUES (?, '1970-01-01', '1970-01-01', '1970-01-01', '1970-01-01', '1970-01-01')
      ON DUPLICATE KEY UPDATE queued_1 = queued_1)sql",
      {hash});
  return db.execute(
             R"sql(
             UPDATE mail_recipients
             SET queued_5 = queued_4, queued_4 = queued_3, queued_3 = queued_2, queued_2 = queued_1,
                 queued_1 = UTC_TIMESTAMP(6)
             WHERE address_hash = ? AND IF(?, queued_3, queued_5) <= UTC_TIMESTAMP(6) - INTERVAL 1 HOUR)sql",
             {hash, kind == Kind::key_end}) == 1;
}

bool was_told(db::Connection& db, const std::optional<std::string>& cause) {
  return cause && !db.query("SELECT 1 FROM mails WHERE cause = ?", {cause}).empty();
}

void insert(db::Connection& db, const NewMail& mail, std::string_view state, const std::optional<std::string>& reason) {
  db.execute(
      R"sql(
      INSERT INTO mails (id, kind, cause, customer_id, user_id, recipient, language, facts, token_id, state, reason,
          next_at, created_at, ended_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6),
          IF(? = 'waiting', NULL, UTC_TIMESTAMP(6))))sql",
      {Uuid::make(), name_of(mail.kind), mail.cause, mail.customer_id, mail.user_id, mail.recipient, mail.language,
       mail.facts.dump(), mail.token_id, state, reason, state});
}

}  // namespace

Queued queue_mail(db::Connection& db, const NewMail& mail, OverLimit over_limit) {
  if (was_told(db, mail.cause)) return Queued::told_before;
  if (take_place(db, mail.kind, mail.recipient)) {
    insert(db, mail, "waiting", std::nullopt);
    return Queued::waiting;
  }
  if (over_limit == OverLimit::keep_row) insert(db, mail, "dropped", std::string(limit_reason));
  return Queued::over_limit;
}

std::chrono::seconds find_wait(db::Connection& db, const std::string& recipient) {
  const auto rows = db.query(
      R"sql(
      SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(6), queued_5 + INTERVAL 3601 SECOND) AS seconds
      FROM mail_recipients
      WHERE address_hash = ?)sql",
      {crypto::sha256(recipient)});
  if (rows.empty()) return std::chrono::seconds{0};
  return std::chrono::seconds{std::max<std::int64_t>(rows.front().integer("seconds"), 0)};
}

}  // namespace latchkey::mails
