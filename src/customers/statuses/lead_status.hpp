// Settings > Lead statuses: how far the office has come with a lead. The office names them; the group says what one
// means.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::customers {

enum class StatusGroup { fresh, in_progress, converted, rejected, invalid };

inline constexpr std::array<StatusGroup, 5> all_status_groups{
    StatusGroup::fresh, StatusGroup::in_progress, StatusGroup::converted, StatusGroup::rejected, StatusGroup::invalid};

// As the API, the command line and the database name it: `new`, `inProgress`, `converted`, `rejected`, `invalid`.
[[nodiscard]] std::string_view group_name(StatusGroup group);
[[nodiscard]] std::optional<StatusGroup> parse_status_group(std::string_view name);

struct LeadStatus {
  Uuid id;
  std::string name;
  StatusGroup group = StatusGroup::fresh;
  std::int64_t position = 0;  // the order, the smallest first
  bool is_enabled = true;
};

// In their order.
[[nodiscard]] std::vector<LeadStatus> list_lead_statuses(db::Connection& db);

// By name or id, whether enabled or not.
[[nodiscard]] std::optional<LeadStatus> find_lead_status(db::Connection& db, const std::string& name_or_id);

// The names of the enabled ones, in their order.
[[nodiscard]] std::vector<std::string> enabled_status_names(const std::vector<LeadStatus>& statuses);

// The first enabled status of the group. Throws std::logic_error when there is none, which status_settings.hpp
// prevents.
[[nodiscard]] LeadStatus default_status(const std::vector<LeadStatus>& statuses, StatusGroup group);

// The status of a lead. `statuses` are all of them. A lead from before there were statuses has the default of
// `converted` when it is a customer, else that of `new`. Nothing when there is no such lead.
[[nodiscard]] std::optional<LeadStatus> find_status_of(db::Connection& db, const Uuid& lead_id,
                                                       const std::vector<LeadStatus>& statuses);

}  // namespace latchkey::customers
