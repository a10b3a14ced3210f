#include "members/sessions/session_cache.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>

#include "base/log.hpp"

namespace latchkey::members {
namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 100ms;
constexpr auto looks_count_for = 250ms;
// An end is dated by its statement and seen after its COMMIT, at most this much later; a look goes back so far before
// the last one. What a check has read for longer than half of it is not remembered.
constexpr std::chrono::seconds look_back = 10s;

std::string file_name(const DatabaseConfig& database) {
  const std::string place = database.socket + ' ' + database.host + ' ' + std::to_string(database.port);
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

SessionCache::SessionCache(const Config& config)
    : limits_{config.session.idle, config.session.lifetime}, table_(open_table(config)) {}

// True when the entries of all sessions that have ended until now are gone. Of a last look that was longer ago than
// entries count for only so much matters.
bool SessionCache::remove_ended(db::Connection& db, LocalTime now) {
  const auto rows = db.query(
      R"sql(
      SELECT TIMESTAMPDIFF(MICROSECOND, DATE'1970-01-01', UTC_TIMESTAMP(6)), session_hash
      FROM (SELECT 1) AS clock
      LEFT JOIN sessions ON ended_at > LEAST(GREATEST(DATE'1970-01-01' + INTERVAL ? MICROSECOND, UTC_TIMESTAMP(6)
          - INTERVAL 60 SECOND), UTC_TIMESTAMP(6)) - INTERVAL ? SECOND)sql",
      {table_->last_look().answered.time_since_epoch().count(), look_back.count()});
  for (const auto& row : rows) {
    if (!row.is_null(1) && !table_->erase(crypto::TokenHash(row.text(1)))) return false;
  }
  table_->set_last_look({now, DatabaseTime(std::chrono::microseconds{rows.at(0).integer(0)})});
  return true;
}

bool SessionCache::is_up_to_date(db::Connection& db, LocalTime now) {
  if (now - table_->last_look().begun < look_every) return true;
  bool is_all_gone = false;
  const bool was_my_turn = table_->in_turn([&] { is_all_gone = remove_ended(db, now); });
  return was_my_turn ? is_all_gone : now - table_->last_look().begun < looks_count_for;
}

std::optional<Member> SessionCache::find_remembered(db::Connection& db, const crypto::TokenHash& hash, LocalTime now) {
  if (!table_ || !is_up_to_date(db, now)) return std::nullopt;
  auto entry = table_->find(hash);
  if (!entry || entry->good_until <= table_->last_look().answered + looks_count_for) return std::nullopt;
  return std::move(entry->member);
}

std::optional<Member> SessionCache::read_member(db::Connection& db, const crypto::TokenHash& hash, LocalTime now) {
  const auto session = visit_session(db, hash, limits_);
  if (!session) return std::nullopt;
  Member member{session->customer_id, session->email, session->shows_status_popup};
  const bool is_fresh = !session->is_touch_due && LocalTime::clock::now() - now < look_back / 2;
  if (table_ && is_fresh) table_->put(hash, {member, session->stays_so_until});
  return member;
}

std::optional<Member> SessionCache::find_member(db::Connection& db, const crypto::TokenHash& hash) {
  const auto now = LocalTime::clock::now();
  if (auto member = find_remembered(db, hash, now)) return member;
  return read_member(db, hash, now);
}

}  // namespace latchkey::members
