#include "customers/statuses/lead_status.hpp"

#include <algorithm>
#include <stdexcept>

namespace latchkey::customers {
namespace {

struct GroupName {
  StatusGroup group;
  std::string_view name;
};

constexpr std::array<GroupName, all_status_groups.size()> names{{{StatusGroup::fresh, "new"},
                                                                 {StatusGroup::in_progress, "inProgress"},
                                                                 {StatusGroup::converted, "converted"},
                                                                 {StatusGroup::rejected, "rejected"},
                                                                 {StatusGroup::invalid, "invalid"}}};

constexpr std::string_view select_statuses =
    R"sql(
    SELECT id, name, group_name, position, is_enabled
    FROM lead_statuses
    )sql";

LeadStatus status_of(const db::Row& row) {
  return {.id = row.uuid("id"),
          .name = row.text("name"),
          .group = parse_status_group(row.text("group_name")).value(),
          .position = row.integer("position"),
          .is_enabled = row.flag("is_enabled")};
}

}  // namespace

std::string_view group_name(StatusGroup group) { return std::ranges::find(names, group, &GroupName::group)->name; }

std::optional<StatusGroup> parse_status_group(std::string_view name) {
  const auto* const found = std::ranges::find(names, name, &GroupName::name);
  return found == names.end() ? std::nullopt : std::optional(found->group);
}

std::vector<LeadStatus> list_lead_statuses(db::Connection& db) {
  static const std::string sql = std::string(select_statuses) + "ORDER BY position, id";
  std::vector<LeadStatus> statuses;
  for (const auto& row : db.query(sql)) statuses.push_back(status_of(row));
  return statuses;
}

std::optional<LeadStatus> find_lead_status(db::Connection& db, const std::string& name_or_id) {
  static const std::string sql = std::string(select_statuses) + "WHERE name = ? OR id = ?";
  const auto rows = db.query(sql, {name_or_id, Uuid::parse(name_or_id)});
  if (rows.empty()) return std::nullopt;
  return status_of(rows.front());
}

std::vector<std::string> enabled_status_names(const std::vector<LeadStatus>& statuses) {
  std::vector<std::string> enabled;
  for (const auto& status : statuses) {
    if (status.is_enabled) enabled.push_back(status.name);
  }
  return enabled;
}

LeadStatus default_status(const std::vector<LeadStatus>& statuses, StatusGroup group) {
  const auto found = std::ranges::find_if(
      statuses, [&](const LeadStatus& status) { return status.is_enabled && status.group == group; });
  if (found == statuses.end()) throw std::logic_error("a group of lead statuses has no enabled one");
  return *found;
}

std::optional<LeadStatus> find_status_of(db::Connection& db, const Uuid& lead_id,
                                         const std::vector<LeadStatus>& statuses) {
  const auto rows = db.query(
      R"sql(
      SELECT l.status_id, EXISTS (SELECT 1 FROM customers c WHERE c.lead_id = l.id) AS is_customer
      FROM leads l
      WHERE l.id = ?)sql",
      {lead_id});
  if (rows.empty()) return std::nullopt;
  const auto id = rows.front().optional_uuid("status_id");
  const auto found = std::ranges::find_if(statuses, [&](const LeadStatus& status) { return id == status.id; });
  if (found != statuses.end()) return *found;
  return default_status(statuses, rows.front().flag("is_customer") ? StatusGroup::converted : StatusGroup::fresh);
}

}  // namespace latchkey::customers
