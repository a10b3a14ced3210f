#include "customers/care/lead_owner.hpp"

namespace latchkey::customers {
namespace {

LeadOwner owner_of(const db::Row& row) { return {row.uuid("id"), row.text("name"), row.text("email")}; }

nlohmann::json shown(const std::optional<LeadOwner>& owner) {
  return {{"owner", owner ? nlohmann::json(owner->email) : nlohmann::json(nullptr)}};
}

}  // namespace

std::optional<LeadOwner> find_lead_owner(db::Connection& db, const Uuid& lead_id) {
  const auto rows = db.query(
      R"sql(
      SELECT u.id, CONCAT(u.first_name, ' ', u.last_name) AS name, u.email
      FROM leads l
      JOIN users u ON u.id = l.owner_user_id
      WHERE l.id = ?)sql",
      {lead_id});
  return rows.empty() ? std::nullopt : std::optional(owner_of(rows.front()));
}

std::vector<LeadOwner> list_possible_owners(db::Connection& db) {
  std::vector<LeadOwner> owners;
  for (const auto& row : db.query(
           R"sql(
           SELECT u.id, CONCAT(u.first_name, ' ', u.last_name) AS name, u.email
           FROM users u
           WHERE u.disabled_at IS NULL AND u.removed_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM user_roles x JOIN roles r ON r.id = x.role_id
                               WHERE x.user_id = u.id AND r.reach <> 'everything')
               AND EXISTS (SELECT 1 FROM user_roles x JOIN role_permissions p ON p.role_id = x.role_id
                           WHERE x.user_id = u.id AND p.permission IN ('leads:view', 'leads:edit'))
           ORDER BY u.first_name, u.last_name, u.email)sql")) {
    owners.push_back(owner_of(row));
  }
  return owners;
}

bool set_lead_owner(db::Connection& db, const audit::Actor& actor, const Uuid& lead_id,
                    const std::optional<LeadOwner>& owner) {
  return db.in_transaction([&](db::Transaction&) {
    const auto before = find_lead_owner(db, lead_id);
    const auto user_id = owner ? std::optional(owner->user_id) : std::nullopt;
    if (db.execute("UPDATE leads SET owner_user_id = ? WHERE id = ?", {user_id, lead_id}) == 0) {
      return !db.query("SELECT 1 FROM leads WHERE id = ?", {lead_id}).empty();
    }
    audit::record_change(db, actor, {"lead.owner", "lead", lead_id, shown(before), shown(owner)});
    return true;
  });
}

}  // namespace latchkey::customers
