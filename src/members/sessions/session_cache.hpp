// The check of a session without a look-up, for sessions that one of this machine's processes has lately found live.
//
// An entry counts for a minute at most, and never beyond the moment at which the session's row alone would give another
// answer: its idle or absolute end, or last-seen being due. Whether a sign-out, a block or a new password has ended a
// session, somebody has to look: whoever checks a session and finds the last look older than 0.1 s reads which sessions
// have ended since 10 s before it. With the last look older than 0.25 s nothing counts, so an end is effective within
// that, and while the database is away nobody is let in. A row that is deleted by hand, without an end, is missed
// within a minute.
//
// Only those fractions of a second are measured by this machine's clock; all else is the database's, so that a machine
// that is stopped for a while misses nothing. The servers of a cluster are to agree on the time to within a few
// seconds.
#pragma once
#include <memory>
#include <optional>

#include "config/config.hpp"
#include "members/sessions/session_store.hpp"
#include "members/sessions/session_table.hpp"

namespace latchkey::members {

class SessionCache {
 public:
  // In a file of session.cache_folder that is named after the database, so that nobody looks for another site's ends.
  // Without the folder every check asks the database, and so it does when the file cannot be used, which is logged.
  explicit SessionCache(const Config& config);

  // Who is signed in by this cookie; nobody without a live session. Writes last-seen when it is due. Throws
  // Unavailable.
  [[nodiscard]] std::optional<Member> find_member(db::Connection& db, const crypto::TokenHash& hash);

 private:
  [[nodiscard]] bool is_up_to_date(db::Connection& db, LocalTime now);
  [[nodiscard]] bool remove_ended(db::Connection& db, LocalTime now);
  [[nodiscard]] std::optional<Member> find_remembered(db::Connection& db, const crypto::TokenHash& hash, LocalTime now);
  [[nodiscard]] std::optional<Member> read_member(db::Connection& db, const crypto::TokenHash& hash, LocalTime now);

  SessionLimits limits_;
  std::unique_ptr<SessionTable> table_;
};

}  // namespace latchkey::members
