#include "members/sessions/session_cache.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>

#include "base/log.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"

namespace latchkey::members {
namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 100ms;
constexpr auto looks_count_for = 250ms;

// An end carries the time of its statement, but a look can see it only after its COMMIT. So each look goes back this
// far before the last one, and finds every end whose COMMIT came at most this much later than its statement.
constexpr auto look_back = 10s;

// A check reads the session's row and remembers it afterwards. When the session ends in between, a look may have passed
// before the entry was there to be removed. The looks of the next look_back still find this end, so an entry is safe if
// it is stored well before that time is over.
constexpr auto longest_read = look_back / 2;

std::string file_name(const DatabaseConfig& database) {
  std::string place;
  for (const auto& server : list_servers(database)) place += write_database_address(server) + ' ';
  return "sessions-" + crypto::hex(crypto::sha256(place + ' ' + database.name)).substr(0, 16);
}

std::unique_ptr<SessionTable> open_table(const Config& config) {
  const std::filesystem::path folder = config.session_cache_folder;
  std::error_code ignored;
  if (folder.empty() || !std::filesystem::is_directory(folder, ignored)) return nullptr;
  try {
    return std::make_unique<SessionTable>(folder / file_name(config.database));
  } catch (const std::system_error& error) {
    log(LogLevel::warning, "session_cache_off", {{"why", error.what()}});
    return nullptr;
  }
}

}  // namespace

SessionCache::SessionCache(const Config& config) : limits_(config.session), table_(open_table(config)) {}

// Takes a look: removes the entries of the sessions that have ended. False when one of them may still be there, because
// another process works on its part; the look then does not count, and the next one asks for the same ends again.
//
// The ends are asked for from the last look on. If that was more than a minute ago, a minute is enough, since older
// entries have come to their end; if it lies in the future, because a clock was set back, from now on.
bool SessionCache::look(db::Connection& db, LocalTime now) {
  const auto rows = db.query(
      R"sql(
      SELECT TIMESTAMPDIFF(MICROSECOND, DATE'1970-01-01', UTC_TIMESTAMP(6)) AS answered, session_hash
      FROM (SELECT 1) AS clock
      LEFT JOIN sessions ON ended_at >
          LEAST(
              GREATEST(
                  DATE'1970-01-01' + INTERVAL ? MICROSECOND,
                  UTC_TIMESTAMP(6) - INTERVAL 60 SECOND),
              UTC_TIMESTAMP(6))
          - INTERVAL ? SECOND)sql",
      {table_->last_look().answered.time_since_epoch().count(), look_back.count()});
  for (const auto& row : rows) {
    if (row.is_null("session_hash")) continue;
    if (!table_->erase(crypto::TokenHash(row.text("session_hash")))) return false;
  }
  table_->set_last_look({now, DatabaseTime(std::chrono::microseconds{rows.at(0).integer("answered")})});
  return true;
}

// Takes a look if one is due. True when the entries that are there may count.
bool SessionCache::bring_up_to_date(db::Connection& db, LocalTime now) {
  if (now - table_->last_look().begun < look_every) return true;
  bool is_all_gone = false;
  const bool was_my_turn = table_->in_turn([&] { is_all_gone = look(db, now); });
  return was_my_turn ? is_all_gone : now - table_->last_look().begun < looks_count_for;
}

std::optional<Member> SessionCache::find_remembered(db::Connection& db, const crypto::TokenHash& hash, LocalTime now) {
  if (!table_ || !bring_up_to_date(db, now)) return std::nullopt;
  auto entry = table_->find(hash);
  // The database's clock is now at most this much later than it was at the last look.
  if (!entry || entry->good_until <= table_->last_look().answered + looks_count_for) return std::nullopt;
  return std::move(entry->member);
}

std::optional<Member> SessionCache::read_member(db::Connection& db, const crypto::TokenHash& hash, LocalTime now) {
  const auto session = visit_session(db, hash, limits_);
  if (!session) return std::nullopt;
  Member member{session->customer_id, session->email, session->shows_status_popup};
  const bool is_safe = !session->is_touch_due && LocalTime::clock::now() - now < longest_read;
  if (table_ && is_safe) table_->put(hash, {member, session->stays_so_until});
  return member;
}

std::optional<Member> SessionCache::find_member(db::Connection& db, const crypto::TokenHash& hash) {
  const auto now = LocalTime::clock::now();
  if (auto member = find_remembered(db, hash, now)) return member;
  return read_member(db, hash, now);
}

}  // namespace latchkey::members
