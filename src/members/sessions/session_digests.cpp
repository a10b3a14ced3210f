#include "members/sessions/session_digests.hpp"

#include <string>
#include <string_view>

#include "base/unavailable.hpp"
#include "crypto/encoding.hpp"

namespace latchkey::members {
namespace {

constexpr std::uint64_t digests_kept = 600;
constexpr std::size_t hash_bytes = 32;

std::optional<std::vector<crypto::TokenHash>> parse_hashes(std::string_view digits) {
  const auto parsed = crypto::parse_hex(digits);
  if (!parsed || parsed->size() % hash_bytes != 0) return std::nullopt;
  const std::string& bytes = *parsed;
  std::vector<crypto::TokenHash> hashes;
  for (std::size_t at = 0; at + hash_bytes <= bytes.size(); at += hash_bytes) {
    hashes.emplace_back(bytes.substr(at, hash_bytes));
  }
  return hashes;
}

}  // namespace

DigestReading read_digests_after(db::Connection& db, std::uint64_t last, std::size_t most) {
  const auto rows = db.query(
      R"sql(
      SELECT TIMESTAMPDIFF(MICROSECOND, DATE'1970-01-01', UTC_TIMESTAMP(6)) AS answered, seq, look_after, session_hashes
      FROM session_end_digests
      WHERE seq > ?
      ORDER BY seq
      LIMIT ?)sql",
      {last, most});
  DigestReading reading{.answered = {}, .digests = {}};
  for (const auto& row : rows) {
    reading.answered = DatabaseTime(std::chrono::microseconds{row.integer("answered")});  // the same in each row
    reading.digests.push_back({.number = static_cast<std::uint64_t>(row.integer("seq")),
                               .look_after = std::chrono::microseconds{row.integer("look_after")},
                               .ends = parse_hashes(row.text("session_hashes"))});
  }
  return reading;
}

std::uint64_t find_last_digest(db::Connection& db) {
  const auto rows = db.query("SELECT COALESCE(MAX(seq), 0) AS seq FROM session_end_digests", {});
  return static_cast<std::uint64_t>(rows.at(0).integer("seq"));
}

DigestWriting write_digest(db::Connection& db, std::uint64_t number, std::chrono::microseconds look_after,
                           const std::vector<crypto::TokenHash>& ends) {
  std::string digits;
  for (const auto& hash : ends) digits += crypto::hex(hash.bytes());
  const std::uint64_t last = number - 1;
  try {
    if (last % digests_kept == 0) {
      db.execute("DELETE FROM session_end_digests WHERE seq + ? <= ?", {digests_kept, last});
    }
    db.execute("INSERT INTO session_end_digests (seq, look_after, session_hashes) VALUES (?, ?, ?)",
               {number, look_after.count(), digits});
    return DigestWriting::done;
  } catch (const db::DuplicateKey&) {
    return DigestWriting::by_another;
  } catch (const db::Conflict&) {
    return DigestWriting::by_another;
  } catch (const Unavailable&) {  // a server that takes no writes at the moment
    return DigestWriting::impossible;
  }
}

}  // namespace latchkey::members
