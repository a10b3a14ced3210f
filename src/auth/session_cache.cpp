#include "auth/session_cache.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>

#include "base/log.hpp"

namespace latchkey::auth {
namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 100ms;
constexpr auto looks_count_for = 250ms;
constexpr auto entries_count_for = 60s;
// An end is dated by its statement and seen after its COMMIT: a look goes back to this long before the last one, more
// than a transaction takes from the one to the other, or a check from its question to its entry.
constexpr std::chrono::seconds look_back = 10s;

std::string file_name(const DatabaseConfig& database) {
  const std::string place = database.socket + ' ' + database.host + ' ' + std::to_string(database.port);
  return "sessions-" + hex(sha256(place + ' ' + database.name)).substr(0, 16);
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
    : limits_{config.session_idle, config.session_lifetime}, table_(open_table(config)) {}

// True when the entries of all sessions that have ended until now are gone.
bool SessionCache::remove_ended(db::Connection& db, Moment now) {
  const auto pause = std::min<Moment::duration>(now - table_->looked_at(), entries_count_for);
  const auto reach = look_back + std::chrono::ceil<std::chrono::seconds>(pause);
  bool is_all_gone = true;
  for (const auto& row :
       db.query("SELECT session_hash FROM sessions WHERE ended_at > UTC_TIMESTAMP(6) - INTERVAL ? SECOND",
                {reach.count()})) {
    is_all_gone = table_->erase(TokenHash(row.text(0))) && is_all_gone;
  }
  if (is_all_gone) table_->set_looked_at(now);
  return is_all_gone;
}

bool SessionCache::is_up_to_date(db::Connection& db, Moment now) {
  if (now - table_->looked_at() < look_every) return true;
  bool is_all_gone = false;
  const bool was_my_turn = table_->in_turn([&] { is_all_gone = remove_ended(db, now); });
  return was_my_turn ? is_all_gone : now - table_->looked_at() < looks_count_for;
}

std::optional<Member> SessionCache::find_remembered(db::Connection& db, const TokenHash& hash, Moment now) {
  if (!table_ || !is_up_to_date(db, now)) return std::nullopt;
  auto entry = table_->find(hash);
  if (!entry || entry->good_until <= now) return std::nullopt;
  return std::move(entry->member);
}

std::optional<Member> SessionCache::read_member(db::Connection& db, const TokenHash& hash, Moment now) {
  const auto session = find_session(db, hash, limits_);
  if (!session) return std::nullopt;
  Member member{session->customer_id, session->email, session->shows_status_popup};
  if (session->is_touch_due) {
    touch_session(db, *session);
  } else if (table_ && Moment::clock::now() - now < look_back / 2) {
    table_->put(hash, {member, now + std::min<Moment::duration>(session->stays_so_for, entries_count_for)});
  }
  return member;
}

std::optional<Member> SessionCache::find_member(db::Connection& db, const TokenHash& hash) {
  const auto now = Moment::clock::now();
  if (auto member = find_remembered(db, hash, now)) return member;
  return read_member(db, hash, now);
}

}  // namespace latchkey::auth
