// How a machine learns which sessions have ended, and forgets them.
//
// By itself: ten times a second it asks the database for the ends of the last seconds. An end carries the time of its
// statement but is seen only after its COMMIT, so each look goes ten seconds further back than the last one. On a
// cluster the time is that of the server that the statement ran on (db/coordination/server_clock.hpp): a look goes back
// by the age of the oldest clock that another server has told in the last 70 s. Nothing is written for a look, and a
// machine needs no other.
//
// By digests, once more than ten sessions a second end: all machines together would read the same ends over and over.
// Then one of them, the writer, looks every 0.4 s and writes the ends that no digest has told yet as the next row of
// session_end_digests; the others read each row soon after it was written. Anybody who knows of no ends of the last
// 0.6 s looks by itself and becomes the writer: whoever inserts the next number is.
//
// How fresh a digest is, is told without comparing clocks. A row that was not there when it was asked for was written
// after that asking, and its writer says in the row how long after the row before it looked. So a row's look began at
// least that long after the earliest moment at which the row before can have been written.
#pragma once
#include <chrono>
#include <optional>
#include <vector>

#include "db/connection.hpp"
#include "members/sessions/session_digests.hpp"
#include "members/sessions/session_table.hpp"

namespace latchkey::members {

// How far before the last look an end may have begun. With digests the looks between two that go so far go back half a
// second only: an end whose COMMIT came later than that after its statement is found up to three seconds later.
inline constexpr auto looks_go_back = std::chrono::seconds{10};

class SessionLooks {
 public:
  // Removes the ends from this table, which it does not own.
  explicit SessionLooks(SessionTable& table) : table_(table) {}

  // Whether it is time for the next look.
  [[nodiscard]] bool is_due(LocalTime now) const { return now >= table_.progress().due; }

  // How long after the beginning of the last look, or of the last digest's, entries count: 0.25 s, with digests 0.6 s.
  [[nodiscard]] std::chrono::milliseconds good_for() const;

  // Takes a look, in this machine's turn. False when an end may have been missed, because another process works on its
  // part of the table or another machine has written the same digest; the look then does not count and the next one
  // finds the same ends. Throws Unavailable.
  [[nodiscard]] bool take(db::Connection& db, LocalTime now);

 private:
  struct Ends {
    DatabaseTime answered;
    std::chrono::microseconds most_behind;  // by how much another server's clock may be
    std::vector<crypto::TokenHash> hashes;
  };
  // gap: digests are missing, or so many are new that looking is quicker. busy: a part of the table was.
  enum class Reading { nothing_new, followed, busy, gap };

  [[nodiscard]] Ends find_ends(db::Connection& db);
  [[nodiscard]] Ends ask_for_ends(db::Connection& db, std::chrono::microseconds back) const;
  [[nodiscard]] Reading read_digests(db::Connection& db, SessionTable::Progress& progress, LocalTime now);
  [[nodiscard]] std::optional<bool> follow(db::Connection& db, LocalTime now);
  [[nodiscard]] bool look(db::Connection& db, LocalTime now);
  [[nodiscard]] DigestWriting tell(db::Connection& db, const Ends& ends, SessionTable::Progress& progress,
                                   LocalTime looked) const;
  [[nodiscard]] bool forget(const std::vector<crypto::TokenHash>& hashes, bool is_told);
  bool finish(SessionTable::Progress progress, LocalTime next, const SessionTable::Look& look);

  SessionTable& table_;
  std::chrono::microseconds most_behind_{0};
  // Neither digests nor servers' clocks can be used: a right is missing, as after an upgrade without grants.
  bool is_alone_ = false;
};

}  // namespace latchkey::members
