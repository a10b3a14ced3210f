#include "endpoints/settings/delivery_care.hpp"

#include "outbox/outbox.hpp"

namespace latchkey::endpoints {
namespace {

void record(db::Connection& db, const audit::Actor& actor, const Endpoint& endpoint, std::string_view verb,
            nlohmann::json after) {
  const std::string action = std::string(name_of(endpoint.kind)) + "." + std::string(verb);
  audit::record_change(db, actor, {action, name_of(endpoint.kind), endpoint.id, nullptr, std::move(after)});
}

// 1 when it is due now. Guarded, so that a postback that has arrived stays as it is, and so does a message about a
// person who was erased, which has no payload any more. What a courier is sending right now is due already, and its
// result is written over this.
std::uint64_t make_due(db::Connection& db, const Endpoint& endpoint, const Uuid& id) {
  return db.execute(
      R"sql(
      UPDATE deliveries
      SET state = 'waiting', next_at = UTC_TIMESTAMP(6), ended_at = NULL
      WHERE id = ? AND endpoint_id = ? AND payload <> '' AND (? OR state <> 'delivered'))sql",
      {id, endpoint.id, endpoint.kind == Kind::webhook});
}

// Where a replay stands: behind this delivery.
struct Position {
  std::string created_at;
  std::string id;
};

// The next ones in the order of their writing, a thousand at most.
db::Rows list_undelivered(db::Connection& db, const Uuid& endpoint, const Position& after) {
  return db.query(
      R"sql(
      SELECT d.id, d.created_at
      FROM deliveries d
      WHERE d.endpoint_id = ? AND d.created_at >= ? AND (d.created_at > ? OR d.id > ?)
        AND d.state IN ('waiting', 'failed') AND d.payload <> ''
        AND NOT EXISTS (
          SELECT 1 FROM delivery_tries t WHERE t.delivery_id = d.id AND t.status BETWEEN 200 AND 299)
      ORDER BY d.created_at, d.id
      LIMIT 1000)sql",
      {endpoint, after.created_at, after.created_at, after.id});
}

}  // namespace

Resend resend(db::Connection& db, const audit::Actor& actor, const Endpoint& endpoint, const Uuid& id) {
  const auto now = find_endpoint(db, endpoint.id);
  if (!now || !now->is_told()) return Resend::not_told;
  return db.in_transaction([&](db::Transaction& transaction) {
    if (make_due(db, endpoint, id) == 0) {
      transaction.roll_back();
      const auto left = find_delivery(db, id);
      return left && !left->payload.empty() ? Resend::succeeded : Resend::gone;
    }
    record(db, actor, endpoint, "resend", {{"message", message_id(id)}});
    return Resend::done;
  });
}

std::uint64_t replay(db::Connection& db, const audit::Actor& actor, const Endpoint& endpoint,
                     const std::string& since) {
  std::uint64_t total = 0;
  Position after{since, std::string()};
  for (auto rows = list_undelivered(db, endpoint.id, after); !rows.empty();
       rows = list_undelivered(db, endpoint.id, after)) {
    total += db.in_transaction([&](db::Transaction&) {
      std::uint64_t due = 0;
      for (const auto& row : rows) due += make_due(db, endpoint, row.uuid("id"));
      return due;
    });
    after = {rows.back().text("created_at"), rows.back().text("id")};
  }
  db.in_transaction([&](db::Transaction&) {
    record(db, actor, endpoint, "replay", {{"since", since}, {"messages", total}});
  });
  return total;
}

std::optional<Uuid> send_test(db::Connection& db, const audit::Actor& actor, const Endpoint& endpoint) {
  return db.in_transaction([&](db::Transaction&) {
    const auto id = outbox::tell_test(db, endpoint.id);
    if (id) record(db, actor, endpoint, "test", {{"message", message_id(*id)}});
    return id;
  });
}

void give_up_waiting(db::Connection& db, const Uuid& endpoint) {
  for (std::uint64_t ended = 1; ended > 0;) {
    ended = db.execute(
        R"sql(
        UPDATE deliveries
        SET state = 'failed', ended_at = UTC_TIMESTAMP(6)
        WHERE endpoint_id = ? AND state = 'waiting'
          AND (next_at > UTC_TIMESTAMP(6)
            OR NOT EXISTS (SELECT 1 FROM endpoints WHERE id = ? AND held_until > UTC_TIMESTAMP(6)))
        LIMIT 1000)sql",
        {endpoint, endpoint});
  }
}

std::uint64_t remove_some_deliveries(db::Connection& db, const Uuid& endpoint) {
  return db.in_transaction([&](db::Transaction&) {
    const auto rows = db.query("SELECT id FROM deliveries WHERE endpoint_id = ? LIMIT 1000 FOR UPDATE", {endpoint});
    for (const auto& row : rows) {
      const Uuid id = row.uuid("id");
      db.execute("DELETE FROM delivery_tries WHERE delivery_id = ?", {id});
      db.execute("DELETE FROM deliveries WHERE id = ?", {id});
    }
    return static_cast<std::uint64_t>(rows.size());
  });
}

}  // namespace latchkey::endpoints
