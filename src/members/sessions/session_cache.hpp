// The check of a session without a look-up in the database, for sessions that a process of this machine has found live
// within the last minute.
//
// Two things keep a remembered session from outliving the real one.
//
// An entry has an end. It counts for a minute at most, and never beyond the moment from which the session's row itself
// would give another answer: the session's idle or absolute end, or last-seen being due.
//
// A sign-out, a block or a new password ends a session early, which the entry cannot know. So whoever checks a session
// and finds that a look is due takes it (session_looks.hpp): it learns which sessions have ended lately and removes
// their entries. When the last look is too old, because another process is still at it, no entry counts. So an early
// end is effective within 0.25 s, or within a second while many sessions end, and while the database is away nobody is
// let in. A row that somebody deletes by hand leaves no end to be found: its entry counts until its own end, a minute
// at most.
//
// Only the time between looks is measured by this machine's clock. Everything else goes by the database's clock: a
// machine that stood still for a while finds all ends of that time by its next look. In a cluster one server dates an
// end and another may be asked for it, so their clocks must agree to within a few seconds.
#pragma once
#include <memory>
#include <optional>

#include "config/config.hpp"
#include "members/sessions/session_looks.hpp"
#include "members/sessions/session_store.hpp"
#include "members/sessions/session_table.hpp"

namespace latchkey::members {

class SessionCache {
 public:
  // Remembers in a file of session.cache_folder. The file is named after the database, since a look finds the ends of
  // one database alone. Without the folder every check asks the database, and also when the file cannot be used, which
  // is logged.
  explicit SessionCache(const Config& config);

  // Who is signed in by this cookie; nothing when it has no live session. Writes last-seen when that is due. Throws
  // Unavailable.
  [[nodiscard]] std::optional<Member> find_member(db::Connection& db, const crypto::TokenHash& hash);

 private:
  [[nodiscard]] bool bring_up_to_date(db::Connection& db, LocalTime now);
  [[nodiscard]] std::optional<Member> find_remembered(db::Connection& db, const crypto::TokenHash& hash, LocalTime now);
  [[nodiscard]] std::optional<Member> read_member(db::Connection& db, const crypto::TokenHash& hash, LocalTime now);

  SessionLimits limits_;
  std::unique_ptr<SessionTable> table_;
  std::optional<SessionLooks> looks_;
};

}  // namespace latchkey::members
