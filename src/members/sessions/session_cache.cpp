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

// A check reads the session's row and remembers it afterwards. When the session ends in between, a look may have passed
// before the entry was there to be removed. The table remembers the end, but for its last ends alone, so an entry is
// safe if it is stored soon.
constexpr auto longest_read = looks_go_back / 2;

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

SessionCache::SessionCache(const Config& config) : limits_(config.session), table_(open_table(config)) {
  if (table_) looks_.emplace(*table_);
}

// Takes a look if one is due. True when the entries that are there may count.
bool SessionCache::bring_up_to_date(db::Connection& db, LocalTime now) {
  const auto is_fresh = [&] { return now - table_->last_look().begun < looks_->good_for(); };
  if (!looks_->is_due(now)) return is_fresh();
  bool is_all_gone = false;
  const bool was_my_turn = table_->in_turn([&] { is_all_gone = looks_->take(db, now); });
  return (!was_my_turn || is_all_gone) && is_fresh();
}

std::optional<Member> SessionCache::find_remembered(db::Connection& db, const crypto::TokenHash& hash, LocalTime now) {
  if (!table_ || !bring_up_to_date(db, now)) return std::nullopt;
  auto entry = table_->find(hash);
  // The database's clock is now at most this much later than it was at the last look.
  if (!entry || entry->good_until <= table_->last_look().answered + looks_->good_for()) return std::nullopt;
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
