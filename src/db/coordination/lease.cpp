#include "db/coordination/lease.hpp"

#include <condition_variable>
#include <mutex>

namespace latchkey::db {

const std::string_view create_leases =
    R"sql(
    CREATE TABLE IF NOT EXISTS leases (
        name VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        holder BINARY(16) NOT NULL,
        who VARCHAR(254) NOT NULL,
        held_until DATETIME(6) NOT NULL,
        CONSTRAINT leases_primary PRIMARY KEY (name)
    ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin)sql";

Lease::Lease(Connection& db, std::string name) : db_(db), name_(std::move(name)) {}

std::unique_ptr<Lease> Lease::take(Connection& db, std::string_view name, std::string_view who) {
  std::unique_ptr<Lease> lease(new Lease(db, std::string(name)));
  const bool is_taken = db.in_transaction([&](Transaction&) { return lease->take_row(who); });
  if (!is_taken) return nullptr;
  lease->renewal_ = std::jthread([&self = *lease](const std::stop_token& stop) { self.keep_renewing(stop); });
  return lease;
}

bool Lease::take_row(std::string_view who) {
  const auto taken = db_.execute(
      R"sql(
      UPDATE leases
      SET holder = ?, who = ?, held_until = UTC_TIMESTAMP(6) + INTERVAL ? SECOND
      WHERE name = ? AND held_until <= UTC_TIMESTAMP(6))sql",
      {holder_, who, duration.count(), name_});
  if (taken > 0) return true;
  return db_.insert(
             R"sql(
             INSERT INTO leases (name, holder, who, held_until)
             VALUES (?, ?, ?, UTC_TIMESTAMP(6) + INTERVAL ? SECOND))sql",
             {name_, holder_, who, duration.count()}, "PRIMARY") == InsertOutcome::inserted;
}

std::optional<Lease::Holder> Lease::find_holder(Connection& db, std::string_view name) {
  const auto rows =
      db.query("SELECT who, held_until FROM leases WHERE name = ? AND held_until > UTC_TIMESTAMP(6)", {name});
  if (rows.empty()) return std::nullopt;
  return Holder{rows.front().text("who"), rows.front().text("held_until")};
}

// A lease that has come to its end, and that nobody has taken since, is renewed too.
bool Lease::renew(Connection& db) const {
  return db.execute("UPDATE leases SET held_until = UTC_TIMESTAMP(6) + INTERVAL ? SECOND WHERE name = ? AND holder = ?",
                    {duration.count(), name_, holder_}) == 1;
}

void Lease::confirm() {
  if (!renew(db_)) throw Unavailable("somebody else has taken over: the lease " + name_ + " was not renewed in time");
}

void Lease::keep_renewing(const std::stop_token& stop) const {
  Connection db(db_.config());
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock lock(mutex);
  while (!woken.wait_for(lock, stop, duration / 5, [&] { return stop.stop_requested(); })) {
    try {
      if (!renew(db)) return;
    } catch (const std::exception&) {
      continue;  // the next try is in time; confirm() tells when none was
    }
  }
}

Lease::~Lease() {
  if (!renewal_.joinable()) return;
  renewal_.request_stop();
  renewal_.join();
  try {
    db_.execute("UPDATE leases SET held_until = UTC_TIMESTAMP(6) WHERE name = ? AND holder = ?", {name_, holder_});
  } catch (const std::exception&) {
    db_.drop();  // it comes to its end by itself
  }
}

}  // namespace latchkey::db
