#include "mails/key_ends.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>

#include "mails/mail_queue.hpp"

namespace latchkey::mails {
namespace {

constexpr std::array<std::int64_t, 3> thresholds{1, 7, 30};  // days
constexpr std::int64_t seconds_of_a_day = 86400;
constexpr std::size_t minutes_length = 16;  // of `2026-12-01 10:00:00.000000`

using Readers = std::map<Uuid, std::string>;  // users and their addresses

// Of several roles the narrowest reach counts, as in staff::find_reach().
Readers list_editors(db::Connection& db) {
  Readers readers;
  for (const auto& row : db.query(R"sql(
           SELECT DISTINCT u.id, u.email
           FROM role_permissions p
           JOIN user_roles ur ON ur.role_id = p.role_id
           JOIN users u ON u.id = ur.user_id
           WHERE p.permission = 'api_keys:edit' AND u.wants_key_mails = TRUE AND u.disabled_at IS NULL
               AND u.removed_at IS NULL
               AND NOT EXISTS (SELECT 1
                               FROM user_roles x
                               JOIN roles r ON r.id = x.role_id
                               WHERE x.user_id = u.id AND r.reach <> 'everything'))sql")) {
    readers.emplace(row.uuid("id"), row.text("email"));
  }
  return readers;
}

void add_own_user(db::Connection& db, const std::optional<Uuid>& user, Readers& readers) {
  if (!user) return;
  for (const auto& row :
       db.query("SELECT id, email FROM users WHERE id = ? AND disabled_at IS NULL AND removed_at IS NULL", {*user})) {
    readers.emplace(row.uuid("id"), row.text("email"));
  }
}

// In days; nothing when none has passed, or when the one that has was passed from the beginning.
std::optional<std::int64_t> find_threshold(const db::Row& key) {
  const auto* passed = std::ranges::find_if(
      thresholds, [&](std::int64_t days) { return key.integer("seconds_left") <= days * seconds_of_a_day; });
  if (passed == thresholds.end() || key.integer("seconds_in_all") <= *passed * seconds_of_a_day) return std::nullopt;
  return *passed;
}

void tell(db::Connection& db, const db::Row& key, std::int64_t days, const Readers& readers) {
  const std::string ends_at = key.text("expires_at").substr(0, minutes_length);
  for (const auto& [user, email] : readers) {
    const NewMail mail{
        .kind = Kind::key_end,
        .recipient = email,
        .user_id = user,
        .facts = {{"name", key.text("name") + " (" + key.text("prefix") + "…)"}, {"endsAt", ends_at}, {"days", days}},
        .cause = "key:" + key.uuid("id").text() + ":" + std::to_string(days) + ":" +
                 std::to_string(key.integer("unix_end")) + ":" + user.text()};
    try {
      db.in_transaction([&](db::Transaction&) { queue_mail(db, mail, OverLimit::leave_no_trace); });
    } catch (const db::DuplicateKey&) {  // another courier has told it at the same moment
      continue;
    }
  }
}

}  // namespace

void queue_key_mails(db::Connection& db) {
  const auto keys = db.query(R"sql(
      SELECT id, name, prefix, user_id, expires_at,
          TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(6), expires_at) AS seconds_left,
          TIMESTAMPDIFF(SECOND, created_at, expires_at) AS seconds_in_all,
          TIMESTAMPDIFF(SECOND, '1970-01-01', expires_at) AS unix_end
      FROM api_keys
      WHERE revoked_at IS NULL AND expires_at > UTC_TIMESTAMP(6)
          AND expires_at <= UTC_TIMESTAMP(6) + INTERVAL 30 DAY)sql");
  if (keys.empty()) return;
  const auto editors = list_editors(db);
  for (const auto& key : keys) {
    const auto days = find_threshold(key);
    if (!days) continue;
    auto readers = editors;
    add_own_user(db, key.optional_uuid("user_id"), readers);
    tell(db, key, *days, readers);
  }
}

}  // namespace latchkey::mails
