#include "customers/statuses/status_history.hpp"

#include "base/clock_text.hpp"

namespace latchkey::customers {
namespace {

void keep_change(db::Connection& db, const StatusActor& actor, const Uuid& lead_id, const StatusChange& change) {
  db.execute(
      R"sql(
      INSERT INTO lead_status_changes (id, lead_id, changed_at, actor, address, from_status, to_status)
      VALUES (?, ?, UTC_TIMESTAMP(6), ?, ?, ?, ?))sql",
      {change.id, lead_id, actor.name, actor.address, change.before.name, change.after.name});
}

// Whether a person has set the status; nothing when there is no such lead. Its row stays locked.
std::optional<bool> lock_lead(db::Connection& db, const Uuid& lead_id) {
  const auto rows = db.query("SELECT is_status_by_person FROM leads WHERE id = ? FOR UPDATE", {lead_id});
  if (rows.empty()) return std::nullopt;
  return rows.front().flag("is_status_by_person");
}

}  // namespace

outbox::Happening happening_of(const StatusChange& change) {
  return {.event = endpoints::Event::lead_status_changed,
          .cause = change.id,
          .change = {{"formerStatus", change.before.name}, {"formerStatusGroup", group_name(change.before.group)}}};
}

std::optional<StatusChange> set_lead_status(db::Connection& db, const StatusOrder& order, const AlsoWrite& also) {
  return db.in_transaction([&](db::Transaction& transaction) -> std::optional<StatusChange> {
    if (!lock_lead(db, order.lead_id)) {
      transaction.roll_back();
      return std::nullopt;
    }
    StatusChange change{Uuid::make(), find_status_of(db, order.lead_id, list_lead_statuses(db)).value(), order.status};
    const bool is_change = change.before.id != change.after.id;
    db.execute(
        R"sql(
        UPDATE leads
        SET status_id = ?, is_status_by_person = TRUE, updated_at = IF(?, UTC_TIMESTAMP(6), updated_at)
        WHERE id = ?)sql",
        {order.status.id, is_change, order.lead_id});
    if (is_change) {
      keep_change(db, order.actor, order.lead_id, change);
      outbox::tell(db, order.lead_id, {happening_of(change)});
      if (also) also(change);
    }
    const auto rows = db.query("SELECT updated_at FROM leads WHERE id = ?", {order.lead_id});
    change.modified_at = iso8601_from_database(rows.at(0).text("updated_at"));
    return change;
  });
}

std::optional<StatusChange> convert_lead(db::Connection& db, const StatusActor& actor, const Uuid& lead_id) {
  if (lock_lead(db, lead_id).value_or(true)) return std::nullopt;
  const auto statuses = list_lead_statuses(db);
  StatusChange change{Uuid::make(), find_status_of(db, lead_id, statuses).value(),
                      default_status(statuses, StatusGroup::converted)};
  db.execute("UPDATE leads SET status_id = ? WHERE id = ?", {change.after.id, lead_id});
  if (change.before.id == change.after.id) return std::nullopt;
  keep_change(db, actor, lead_id, change);
  return change;
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
