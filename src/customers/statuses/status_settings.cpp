#include "customers/statuses/status_settings.hpp"

#include <algorithm>

namespace latchkey::customers {
namespace {

nlohmann::json status_json(const LeadStatus& status) {
  return {{"name", status.name},
          {"group", group_name(status.group)},
          {"position", status.position},
          {"enabled", status.is_enabled}};
}

// Every change writes every row. So of two changes at the same moment one waits, and on a cluster one is repeated, and
// sees what the other has done.
std::vector<LeadStatus> lock_statuses(db::Connection& db) {
  db.execute("UPDATE lead_statuses SET revision = revision + 1");
  return list_lead_statuses(db);
}

bool has_enabled(const std::vector<LeadStatus>& statuses, StatusGroup group) {
  return std::ranges::any_of(statuses,
                             [&](const LeadStatus& status) { return status.is_enabled && status.group == group; });
}

void update(db::Connection& db, const LeadStatus& status) {
  db.execute("UPDATE lead_statuses SET name = ?, group_name = ?, position = ?, is_enabled = ? WHERE id = ?",
             {status.name, group_name(status.group), status.position, status.is_enabled, status.id});
}

// Inside the transaction of change_lead_status().
StatusSetting change_locked(db::Connection& db, const LeadStatus& before, const LeadStatus& after) {
  auto statuses = lock_statuses(db);
  const auto found = std::ranges::find_if(statuses, [&](const LeadStatus& status) { return status.id == before.id; });
  if (found == statuses.end() || status_json(*found) != status_json(before)) return StatusSetting::changed_meanwhile;
  *found = after;
  found->id = before.id;
  if (!has_enabled(statuses, before.group)) return StatusSetting::last_of_group;
  update(db, *found);
  return StatusSetting::done;
}

}  // namespace

StatusSetting add_lead_status(db::Connection& db, const audit::Actor& actor, LeadStatus status) {
  status.id = Uuid::make();
  const auto outcome = db.in_transaction([&](db::Transaction& transaction) {
    const auto statuses = lock_statuses(db);
    if (status.position == 0) status.position = statuses.empty() ? 1 : statuses.back().position + 1;
    const auto inserted = db.insert(
        R"sql(
        INSERT INTO lead_statuses (id, name, group_name, position, is_enabled, created_at)
        VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(6)))sql",
        {status.id, status.name, group_name(status.group), status.position, status.is_enabled},
        "lead_statuses_name_unique");
    if (inserted == db::InsertOutcome::duplicate) {
      transaction.roll_back();
    } else {
      audit::record_change(db, actor, {"lead_status.add", "lead_status", status.id, nullptr, status_json(status)});
    }
    return inserted;
  });
  return outcome == db::InsertOutcome::inserted ? StatusSetting::done : StatusSetting::name_taken;
}

StatusSetting change_lead_status(db::Connection& db, const audit::Actor& actor, const LeadStatus& before,
                                 const LeadStatus& after) {
  try {
    return db.in_transaction([&](db::Transaction& transaction) {
      const auto outcome = change_locked(db, before, after);
      if (outcome == StatusSetting::done) {
        audit::record_change(db, actor,
                             {"lead_status.change", "lead_status", before.id, status_json(before), status_json(after)});
      } else {
        transaction.roll_back();
      }
      return outcome;
    });
  } catch (const db::DuplicateKey&) {
    return StatusSetting::name_taken;
  }
}

}  // namespace latchkey::customers
