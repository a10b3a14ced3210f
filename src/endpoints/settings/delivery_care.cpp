#include "endpoints/settings/delivery_care.hpp"

#include "endpoints/settings/test_message.hpp"

namespace latchkey::endpoints {
namespace {

void record(db::Connection& db, const audit::Actor& actor, const Endpoint& endpoint, std::string_view verb,
            nlohmann::json after) {
  const std::string action = std::string(name_of(endpoint.kind)) + "." + std::string(verb);
  audit::record_change(db, actor, {action, name_of(endpoint.kind), endpoint.id, nullptr, std::move(after)});
}

// 1 when it is due now. Guarded, so that what is being sent and a postback that has arrived stay as they are.
std::uint64_t make_due(db::Connection& db, const Endpoint& endpoint, const Uuid& id) {
  return db.execute(
      R"sql(
      UPDATE deliveries
      SET state = 'waiting', next_at = UTC_TIMESTAMP(6), ended_at = NULL, holder = NULL, held_until = NULL
      WHERE id = ? AND endpoint_id = ? AND (? OR state <> 'delivered')
        AND (holder IS NULL OR held_until < UTC_TIMESTAMP(6)))sql",
      {id, endpoint.id, endpoint.kind == Kind::webhook});
}

// Up to a hundred ids after the given one.
db::Rows list_undelivered(db::Connection& db, const Uuid& endpoint, const std::string& since,
                          const std::string& after) {
  return db.query(
      R"sql(
      SELECT d.id
      FROM deliveries d
      WHERE d.endpoint_id = ? AND d.state IN ('waiting', 'failed') AND d.created_at >= ? AND d.id > ?
        AND NOT EXISTS (
          SELECT 1 FROM delivery_tries t WHERE t.delivery_id = d.id AND t.status BETWEEN 200 AND 299)
      ORDER BY d.id
      LIMIT 100)sql",
      {endpoint, since, after});
}

}  // namespace

Resend resend(db::Connection& db, const audit::Actor& actor, const Endpoint& endpoint, const Uuid& id) {
  const auto now = find_endpoint(db, endpoint.id);
  if (!now || !now->is_told()) return Resend::not_told;
  return db.in_transaction([&](db::Transaction& transaction) {
    if (make_due(db, endpoint, id) == 0) {
      transaction.roll_back();
      const auto delivery = find_delivery(db, id);
      const bool has_arrived = delivery && delivery->state == DeliveryState::delivered;
      return has_arrived && endpoint.kind == Kind::postback ? Resend::succeeded : Resend::under_way;
    }
    record(db, actor, endpoint, "resend", {{"message", message_id(id)}});
    return Resend::done;
  });
}

std::uint64_t replay(db::Connection& db, const audit::Actor& actor, const Endpoint& endpoint,
                     const std::string& since) {
  std::uint64_t total = 0;
  std::string after(Uuid::size, '\0');
  for (bool is_at_end = false; !is_at_end;) {
    const auto rows = list_undelivered(db, endpoint.id, since, after);
    is_at_end = rows.empty();
    total += db.in_transaction([&](db::Transaction&) {
      std::uint64_t due = 0;
      for (const auto& row : rows) due += make_due(db, endpoint, row.uuid("id"));
      return due;
    });
    if (!is_at_end) after = rows.back().text("id");
  }
  db.in_transaction([&](db::Transaction&) {
    record(db, actor, endpoint, "replay", {{"since", since}, {"messages", total}});
  });
  return total;
}

Uuid send_test(db::Connection& db, const audit::Actor& actor, const Endpoint& endpoint) {
  const Uuid id = Uuid::make();
  db.in_transaction([&](db::Transaction&) {
    db.execute(
        R"sql(
        INSERT INTO deliveries (id, endpoint_id, event, cause, payload, state, next_at, created_at)
        VALUES (?, ?, ?, ?, ?, 'waiting', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)))sql",
        {id, endpoint.id, name_of(Event::test, endpoint.kind), "test:" + id.text(), make_test_payload(db, endpoint)});
    record(db, actor, endpoint, "test", {{"message", message_id(id)}});
  });
  return id;
}

void give_up_waiting(db::Connection& db, const Uuid& endpoint) {
  for (std::uint64_t ended = 1; ended > 0;) {
    ended = db.execute(
        R"sql(
        UPDATE deliveries
        SET state = 'failed', ended_at = UTC_TIMESTAMP(6)
        WHERE endpoint_id = ? AND state = 'waiting' AND (holder IS NULL OR held_until < UTC_TIMESTAMP(6))
        LIMIT 1000)sql",
        {endpoint});
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
