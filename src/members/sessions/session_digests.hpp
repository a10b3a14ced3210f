// Ends of sessions as one machine tells them to the others: numbered rows of session_end_digests. What they are for,
// and who writes them, says session_looks.hpp.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock_text.hpp"
#include "crypto/secret_token.hpp"
#include "db/connection.hpp"

namespace latchkey::members {

struct SessionDigest {
  std::uint64_t number;                                // one more than that of the digest before
  std::chrono::microseconds look_after;                // how long after that one was written its look began, at least
  std::optional<std::vector<crypto::TokenHash>> ends;  // nothing: the row is no list of hashes
};

struct DigestReading {
  DatabaseTime answered;  // the database's clock, in the answer; of no use without digests
  std::vector<SessionDigest> digests;
};

// Those after the digest `last` in the order of their numbers, `most` at most. Throws Unavailable, and StatementError
// when the account may not read them.
[[nodiscard]] DigestReading read_digests_after(db::Connection& db, std::uint64_t last, std::size_t most);

// 0 when there is none. Throws as above.
[[nodiscard]] std::uint64_t find_last_digest(db::Connection& db);

// by_another: another machine has written, or is just writing, a digest of that number. impossible: the database takes
// no writes at the moment.
enum class DigestWriting { done, by_another, impossible };

// Writes the digest, and now and then removes those of long ago; the last 600 stay, four minutes of them. Throws
// StatementError when the account may not write them.
[[nodiscard]] DigestWriting write_digest(db::Connection& db, std::uint64_t number, std::chrono::microseconds look_after,
                                         const std::vector<crypto::TokenHash>& ends);

}  // namespace latchkey::members
