#include <algorithm>
#include <array>

#include "api/partner/partner_routes.hpp"
#include "customers/statuses/status_history.hpp"
#include "http/problem.hpp"

namespace latchkey::api {
namespace {

using customers::find_member;
using customers::Findings;
using customers::LeadStatus;
using http::Response;

constexpr std::array<std::string_view, 1> known_members{"status"};
constexpr std::string_view status_pointer = "/status";

std::string names_of(const std::vector<LeadStatus>& statuses) {
  std::string names;
  for (const auto& name : customers::enabled_status_names(statuses)) names += (names.empty() ? "" : ", ") + name;
  return names;
}

// What is wrong goes to `findings`.
std::optional<LeadStatus> read_status(const Call& call, const Body& body, Findings& findings) {
  refuse_unknown_members(body, "", known_members, findings);
  if (find_member(body, "status") == nullptr) {
    findings.refuse(std::string(status_pointer), "required", "This field is mandatory.");
    return std::nullopt;
  }
  const auto* name = read_text(body, "", "status", findings);
  if (name == nullptr) return std::nullopt;
  const auto statuses = customers::list_lead_statuses(call.db);
  const auto found = std::ranges::find_if(
      statuses, [&](const LeadStatus& status) { return status.is_enabled && status.name == *name; });
  if (found != statuses.end()) return *found;
  findings.refuse(std::string(status_pointer), "unknown_status",
                  "No status of leads has this name. Offered: " + names_of(statuses) + ".");
  return std::nullopt;
}

Response make_not_found(const Call& call) {
  return http::make_problem(call.request, 404, "not_found", "There is no lead of this id.");
}

}  // namespace

Response change_lead(const Call& call, std::string_view id) {
  if (auto refusal = refuse_without_right(call, Right::update_leads)) return std::move(*refusal);
  return with_body(call, [&](const Body& body) {
    const auto lead_id = Uuid::parse(id);
    if (!lead_id) return make_not_found(call);
    Findings findings;
    const auto status = read_status(call, body, findings);
    if (findings.has_errors()) return http::make_validation_problem(call.request, findings.errors());
    const auto change = customers::set_lead_status(
        call.db, {{"api key " + call.key.name, call.request.remote_address}, *lead_id, *status});
    if (!change) return make_not_found(call);
    return http::make_json(200, {{"lead",
                                  {{"id", lead_id->text()},
                                   {"status", change->after.name},
                                   {"statusGroup", customers::group_name(change->after.group)},
                                   {"modifiedAt", change->modified_at}}}});
  });
}

}  // namespace latchkey::api
