// Sessions that were found live, in memory that all processes of one machine share: a mapped file of fixed size that
// only its owner may open. An entry has what the check of a session answers. Its key is the stored form of the
// session's cookie, with which nobody can sign in. This is the memory alone; session_cache.hpp decides whether an entry
// still counts.
//
// The table has parts with a mutex each, and no process waits for another: while one works on a part, the others find
// nothing in that part and store nothing in it. If a process is killed in the middle of a change, the next one that
// uses this part empties it first.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/clock_text.hpp"
#include "base/files/shared_file.hpp"
#include "base/uuid.hpp"
#include "crypto/secret_token.hpp"

namespace latchkey::members {

// CLOCK_MONOTONIC: the same for all processes until the machine is started again. After that the file is made anew.
using LocalTime = std::chrono::steady_clock::time_point;

// Who is signed in.
struct Member {
  Uuid customer_id;
  std::string email;
  bool shows_status_popup = true;
};

class SessionTable {
 public:
  // How many sessions it holds at most; about 14 MB with their ends. The cookie's hash decides on the part, and a part
  // holds eight sessions: a ninth takes the place of the one whose entry ends first.
  static constexpr std::size_t capacity = 32768;

  struct Entry {
    Member member;
    DatabaseTime good_until;  // unless the session is ended before
  };

  // Opens `file`, or makes it with mode 0600 (base/files/shared_file.hpp). Throws std::system_error.
  explicit SessionTable(const std::string& file);
  ~SessionTable() = default;
  SessionTable(const SessionTable&) = delete;
  SessionTable& operator=(const SessionTable&) = delete;
  SessionTable(SessionTable&&) = delete;
  SessionTable& operator=(SessionTable&&) = delete;

  [[nodiscard]] std::optional<Entry> find(const crypto::TokenHash& hash);

  // Stores the entry in place of any that the session has. Does nothing for an e-mail of more than 254 bytes, nor for a
  // session whose end is remembered.
  void put(const crypto::TokenHash& hash, const Entry& entry);

  // Removes the session's entry and remembers its end: a process that has read the session's row before then cannot
  // store it again. A part remembers its last 16 ends, the table 65,536. `is_told`: all machines learn of this end
  // (session_looks.hpp). False when another process works on the part: the entry may still be there.
  [[nodiscard]] bool end(const crypto::TokenHash& hash, bool is_told);
  // Whether this end is remembered as told.
  [[nodiscard]] bool is_end_told(const crypto::TokenHash& hash);

  // The last look: when a process last asked the database which sessions had ended, and removed their entries. All ends
  // from before `begun` are removed.
  struct Look {
    LocalTime begun;        // this machine's clock, before the question
    DatabaseTime answered;  // the database's clock, in the answer
  };
  [[nodiscard]] Look last_look() const;
  void set_last_look(const Look& look);

  // Where this machine is with its looks and with the digests (session_looks.hpp). Written by the process whose turn it
  // is.
  struct Progress {
    LocalTime due = {};            // when the next look is to be taken
    bool follows = false;          // many sessions end, so there are digests
    bool writes = false;           // this machine has written the last one
    std::uint64_t last = 0;        // the number of the last one that was read or written here
    LocalTime asked = {};          // when the next one was last asked for
    LocalTime written_after = {};  // the last one was written between these two; {}: unknown
    LocalTime written_before = {};
    LocalTime looked_back = {};  // when this machine has last looked far back
  };
  [[nodiscard]] Progress progress() const;
  void set_progress(const Progress& progress);

  // Does `work`, in one process at a time: false, without doing it, when another process is at its own.
  [[nodiscard]] bool in_turn(const std::function<void()>& work);

 private:
  struct Image;
  static void prepare(void* memory);

  SharedFile file_;
  Image* image_;
};

}  // namespace latchkey::members
