#include "members/sessions/session_looks.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "base/log.hpp"

namespace latchkey::members {
namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 100ms;
constexpr auto write_every = 400ms;
constexpr auto ask_again_after = 50ms;  // when the next digest is not there yet
constexpr auto longest_wait = 600ms;    // since the last digest's look began

constexpr auto short_look_back = 500ms;
constexpr auto far_look_every = 3s;

// What is gone back by for another server's clock stays as it is while its age grows by so much.
constexpr auto behind_step = 5s;

// Ends of the last ten seconds: with more of them digests are begun, with fewer they are given up.
constexpr std::size_t many = 100;
constexpr std::size_t few = 50;

constexpr std::size_t read_at_once = 100;

// The earliest moment at which the look of the digest after the last one can have begun.
LocalTime begin_of_look(const SessionDigest& digest, const SessionTable::Progress& progress, LocalTime now) {
  if (progress.written_after == LocalTime{}) return {};
  return progress.written_after + std::min<LocalTime::duration>(digest.look_after, now - progress.written_after);
}

// How long after the last digest was written for certain this machine looked.
std::chrono::microseconds time_before_look(const SessionTable::Progress& progress, LocalTime looked) {
  if (progress.written_before == LocalTime{} || looked < progress.written_before) return 0us;
  return std::chrono::duration_cast<std::chrono::microseconds>(looked - progress.written_before);
}

// Soon after the next digest is written: then one asking is enough for most digests, and an asking that came too early,
// as it does now and then, tells anew when the next one was written.
LocalTime time_of_next_digest(const SessionTable::Progress& progress, LocalTime now) {
  return std::max(now, progress.written_after + write_every) + ask_again_after;
}

}  // namespace

std::chrono::milliseconds SessionLooks::good_for() const { return table_.progress().follows ? 600ms : 250ms; }

bool SessionLooks::take(db::Connection& db, LocalTime now) {
  try {
    if (const auto followed = follow(db, now)) return *followed;
    return look(db, now);
  } catch (const db::StatementError& error) {
    if (is_alone_) throw;
    is_alone_ = true;
    log(LogLevel::warning, "session_digests_off",
        {{"why", error.what()}, {"remedy", "run sql/grants.sql and start latchkey-session again"}});
    return look(db, now);
  }
}

// Reads the next digests, when another machine writes them. Nothing when this machine is to look by itself.
std::optional<bool> SessionLooks::follow(db::Connection& db, LocalTime now) {
  auto progress = table_.progress();
  if (is_alone_ || !progress.follows || progress.writes) return std::nullopt;
  const auto reading = read_digests(db, progress, now);
  switch (reading) {
    case Reading::followed:
      return finish(progress, time_of_next_digest(progress, now), table_.last_look());
    case Reading::busy:
      return false;
    case Reading::nothing_new:
      if (now - table_.last_look().begun >= longest_wait) return std::nullopt;
      return finish(progress, now + ask_again_after, table_.last_look());
    case Reading::gap:
      break;
  }
  return std::nullopt;
}

// Removes the ends of the digests after the last one that was read.
SessionLooks::Reading SessionLooks::read_digests(db::Connection& db, SessionTable::Progress& progress, LocalTime now) {
  const auto [answered, digests] = read_digests_after(db, progress.last, read_at_once);
  const auto asked_before = std::exchange(progress.asked, now);
  if (digests.empty()) return Reading::nothing_new;
  if (digests.front().number != progress.last + 1 || digests.size() == read_at_once) return Reading::gap;
  auto look = table_.last_look();
  look.answered = answered;
  for (const auto& digest : digests) {
    if (!digest.ends) return Reading::gap;
    if (!forget(*digest.ends, true)) return Reading::busy;
    const auto looked = begin_of_look(digest, progress, now);
    look.begun = std::max(look.begun, looked);
    progress.written_after = std::max(looked, asked_before);
    progress.last = digest.number;
  }
  progress.written_before = LocalTime::clock::now();
  table_.set_last_look(look);
  return Reading::followed;
}

// Asks which sessions have ended, and tells the other machines when they are many.
bool SessionLooks::look(db::Connection& db, LocalTime now) {
  auto progress = table_.progress();
  const bool is_short =
      !is_alone_ && progress.follows && progress.writes && now - progress.looked_back < far_look_every;
  auto ends = is_short ? ask_for_ends(db, short_look_back) : find_ends(db);
  const bool are_many = !is_alone_ && (is_short || ends.hashes.size() > (progress.follows ? few : many));
  bool is_told_by_another = false;
  if (are_many && !progress.writes) {
    const auto reading = read_digests(db, progress, now);
    if (reading == Reading::busy) return false;
    is_told_by_another = reading == Reading::followed;
    if (reading == Reading::gap) {
      progress.last = find_last_digest(db);
      progress.written_after = {};
      progress.written_before = LocalTime::clock::now();
      ends = find_ends(db);  // once more: the digests up to the last one are not read
    }
  }
  const bool is_to_be_told = are_many && !is_told_by_another;
  const auto writing = is_to_be_told ? tell(db, ends, progress, now) : DigestWriting::impossible;
  if (writing == DigestWriting::by_another || (is_short && writing == DigestWriting::impossible)) {
    progress.follows = true;
    progress.writes = false;
    table_.set_progress(progress);
    return false;
  }
  const bool is_told = writing == DigestWriting::done;
  if (!forget(ends.hashes, is_told)) return false;
  progress.writes = is_told;
  progress.follows = is_told || is_told_by_another;
  if (!is_short) progress.looked_back = now;
  return finish(progress,
                is_told_by_another ? time_of_next_digest(progress, now) : now + (is_told ? write_every : look_every),
                {now, ends.answered});
}

// The ends are asked for from the last look on, and from as much earlier as another server's clock is behind. Each
// answer tells how much that is, and when it is more than was gone back by, the ends are asked for once more: as a part
// of the condition it would keep the optimiser from the index, and as a column it would be computed for each end.
SessionLooks::Ends SessionLooks::find_ends(db::Connection& db) {
  Ends ends = ask_for_ends(db, looks_go_back + most_behind_);
  if (ends.most_behind > most_behind_ || ends.most_behind + 2 * behind_step < most_behind_) {
    const bool is_enough = ends.most_behind <= most_behind_;
    most_behind_ = ends.most_behind == 0us ? 0us : ends.most_behind + behind_step;
    if (!is_enough) return ask_for_ends(db, looks_go_back + most_behind_);
  }
  return ends;
}

// If the last look was more than a minute ago, a minute is enough, since older entries have come to their end; if it
// lies in the future, because a clock was set back, from now on.
SessionLooks::Ends SessionLooks::ask_for_ends(db::Connection& db, std::chrono::microseconds back) const {
  static constexpr std::string_view no_clocks = "0 AS behind";
  static constexpr std::string_view clocks = R"sql(
          COALESCE(MAX(TIMESTAMPDIFF(MICROSECOND, told_at, UTC_TIMESTAMP(6))), 0) AS behind
      FROM server_clocks
      WHERE told_at BETWEEN UTC_TIMESTAMP(6) - INTERVAL 70 SECOND AND UTC_TIMESTAMP(6)
          AND server <> CONCAT(@@hostname, ':', @@port))sql";
  const std::string sql = std::string(R"sql(
      SELECT answered, behind, session_hash
      FROM (SELECT TIMESTAMPDIFF(MICROSECOND, DATE'1970-01-01', UTC_TIMESTAMP(6)) AS answered, )sql")
                              .append(is_alone_ ? no_clocks : clocks)
                              .append(R"sql() AS clock
      LEFT JOIN sessions ON ended_at >
          LEAST(
              GREATEST(
                  DATE'1970-01-01' + INTERVAL ? MICROSECOND,
                  UTC_TIMESTAMP(6) - INTERVAL 60 SECOND),
              UTC_TIMESTAMP(6))
          - INTERVAL ? MICROSECOND)sql");
  const auto rows = db.query(sql, {table_.last_look().answered.time_since_epoch().count(), back.count()});
  Ends ends{.answered = DatabaseTime(std::chrono::microseconds{rows.at(0).integer("answered")}),
            .most_behind = std::chrono::microseconds{rows.at(0).integer("behind")},
            .hashes = {}};
  for (const auto& row : rows) {
    if (!row.is_null("session_hash")) ends.hashes.emplace_back(row.text("session_hash"));
  }
  return ends;
}

// Writes the ends that no digest has told yet, as a look found them that began at `looked`.
DigestWriting SessionLooks::tell(db::Connection& db, const Ends& ends, SessionTable::Progress& progress,
                                 LocalTime looked) const {
  std::vector<crypto::TokenHash> untold;
  std::ranges::copy_if(ends.hashes, std::back_inserter(untold),
                       [this](const auto& hash) { return !table_.is_end_told(hash); });
  const auto writing = write_digest(db, progress.last + 1, time_before_look(progress, looked), untold);
  if (writing == DigestWriting::done) {
    ++progress.last;
    progress.asked = looked;
    progress.written_after = looked;
    progress.written_before = LocalTime::clock::now();
  }
  return writing;
}

bool SessionLooks::forget(const std::vector<crypto::TokenHash>& hashes, bool is_told) {
  for (const auto& hash : hashes) {
    if (!table_.end(hash, is_told)) return false;
  }
  return true;
}

bool SessionLooks::finish(SessionTable::Progress progress, LocalTime next, const SessionTable::Look& look) {
  progress.due = next;
  table_.set_progress(progress);
  table_.set_last_look(look);
  return true;
}

}  // namespace latchkey::members
