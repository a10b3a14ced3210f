// Live sessions in memory that all processes of one machine share: a mapped file of fixed size that its owner alone may
// open. It holds what the check of a session answers with, under the stored form of the session's cookie, which signs
// nobody in. What an entry is still worth is for session_cache.hpp to say; this is the memory alone.
//
// Nobody waits for anybody: of a part that another process has in hand nothing is found and nothing is stored. A
// process that is killed in the middle of a change leaves its part empty.
#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "base/clock_text.hpp"
#include "base/uuid.hpp"
#include "crypto/secret.hpp"

namespace latchkey::members {

// CLOCK_MONOTONIC, the same for every process until the machine is started again; then the file is made anew.
using LocalTime = std::chrono::steady_clock::time_point;

// Who is signed in.
struct Member {
  Uuid customer_id;
  std::string email;
  bool shows_status_popup = true;
};

class SessionTable {
 public:
  // How many sessions it holds at most, about 11 MB; of eight that meet in one part the one that ends first gives way.
  static constexpr std::size_t capacity = 32768;

  struct Entry {
    Member member;
    DatabaseTime good_until;  // unless the session is ended before
  };

  // Opens `file`, or makes it: mode 0600, all of its memory taken at once, so that a full disk is told now and not by
  // SIGBUS. Throws std::system_error.
  explicit SessionTable(const std::string& file);
  ~SessionTable();
  SessionTable(const SessionTable&) = delete;
  SessionTable& operator=(const SessionTable&) = delete;
  SessionTable(SessionTable&&) = delete;
  SessionTable& operator=(SessionTable&&) = delete;

  [[nodiscard]] std::optional<Entry> find(const crypto::TokenHash& hash);
  void put(const crypto::TokenHash& hash, const Entry& entry);
  // False when another process has the part in hand: the entry may still be there.
  [[nodiscard]] bool erase(const crypto::TokenHash& hash);

  // When somebody has last looked which sessions had ended, and removed them here: as this machine's clock had it
  // before the question, and as the database's had it at the answer.
  struct Look {
    LocalTime begun;
    DatabaseTime answered;
  };
  [[nodiscard]] Look last_look() const;
  void set_last_look(const Look& look);

  // Does `work` unless another process is about its own; false when one is.
  [[nodiscard]] bool in_turn(const std::function<void()>& work);

 private:
  struct Image;
  Image* image_;
};

}  // namespace latchkey::members
