#include "customers/statuses/status_history.hpp"

#include "base/clock_text.hpp"

namespace latchkey::customers {
namespace {

struct Kept {
  const StatusActor& actor;
  Uuid lead_id;
  const LeadStatus& before;
  const LeadStatus& after;
};

void keep_change(db::Connection& db, const Kept& change) {
  db.execute(
      R"sql(
      INSERT INTO lead_status_changes (id, lead_id, changed_at, actor, address, from_status, to_status)
      VALUES (?, ?, UTC_TIMESTAMP(6), ?, ?, ?, ?))sql",
      {Uuid::make(), change.lead_id, change.actor.name, change.actor.address, change.before.name, change.after.name});
}

// Whether a person has set the status; nothing when there is no such lead. Its row stays locked.
std::optional<bool> lock_lead(db::Connection& db, const Uuid& lead_id) {
  const auto rows = db.query("SELECT is_status_by_person FROM leads WHERE id = ? FOR UPDATE", {lead_id});
  if (rows.empty()) return std::nullopt;
  return rows.front().flag("is_status_by_person");
}

}  // namespace

std::optional<StatusChange> set_lead_status(db::Connection& db, const StatusOrder& order, const AlsoWrite& also) {
  return db.in_transaction([&](db::Transaction& transaction) -> std::optional<StatusChange> {
    if (!lock_lead(db, order.lead_id)) {
      transaction.roll_back();
      return std::nullopt;
    }
    StatusChange change{find_status_of(db, order.lead_id, list_lead_statuses(db)).value(), order.status, ""};
    const bool is_change = change.before.id != change.after.id;
    db.execute(
        R"sql(
        UPDATE leads
        SET status_id = ?, is_status_by_person = TRUE, updated_at = IF(?, UTC_TIMESTAMP(6), updated_at)
        WHERE id = ?)sql",
        {order.status.id, is_change, order.lead_id});
    if (is_change) keep_change(db, {order.actor, order.lead_id, change.before, change.after});
    if (is_change && also) also(change);
    const auto rows = db.query("SELECT updated_at FROM leads WHERE id = ?", {order.lead_id});
    change.modified_at = iso8601_from_database(rows.at(0).text("updated_at"));
    return change;
  });
}

void convert_lead(db::Connection& db, const StatusActor& actor, const Uuid& lead_id) {
  if (lock_lead(db, lead_id).value_or(true)) return;
  const auto statuses = list_lead_statuses(db);
  const auto before = find_status_of(db, lead_id, statuses).value();
  const auto after = default_status(statuses, StatusGroup::converted);
  db.execute("UPDATE leads SET status_id = ? WHERE id = ?", {after.id, lead_id});
  if (before.id != after.id) keep_change(db, {actor, lead_id, before, after});
}

std::vector<KeptStatusChange> list_status_changes(db::Connection& db, const Uuid& lead_id, std::size_t most) {
  std::vector<KeptStatusChange> changes;
  for (const auto& row : db.query(
           R"sql(
           SELECT changed_at, actor, from_status, to_status
           FROM lead_status_changes
           WHERE lead_id = ?
           ORDER BY changed_at DESC, id DESC
           LIMIT ?)sql",
           {lead_id, most})) {
    changes.push_back({iso8601_from_database(row.text("changed_at")), row.text("actor"), row.text("from_status"),
                       row.text("to_status")});
  }
  return changes;
}

}  // namespace latchkey::customers
