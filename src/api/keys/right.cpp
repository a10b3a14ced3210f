#include "api/keys/right.hpp"

#include <algorithm>

#include "api/keys/comma_list.hpp"

namespace latchkey::api {
namespace {

struct RightName {
  Right right;
  std::string_view name;
};

constexpr std::array<RightName, all_rights.size()> names{{{Right::create_customers, "customers:create"},
                                                          {Right::create_leads, "leads:create"},
                                                          {Right::update_leads, "leads:update"},
                                                          {Right::create_logins, "logins:create"},
                                                          {Right::any_logins, "logins:any"},
                                                          {Right::create_events, "events:create"},
                                                          {Right::read_reports, "reports:read"},
                                                          {Right::personal_reports, "reports:personal"}}};

}  // namespace

bool sign_customers_in(const Rights& rights) {
  return rights.contains(Right::create_logins) || rights.contains(Right::any_logins);
}

bool need_allow_list(const Rights& rights) {
  return sign_customers_in(rights) || rights.contains(Right::create_events);
}

std::string_view right_name(Right right) { return std::ranges::find(names, right, &RightName::right)->name; }

std::optional<Right> parse_right(std::string_view name) {
  const auto found = std::ranges::find(names, name, &RightName::name);
  return found == names.end() ? std::nullopt : std::optional(found->right);
}

std::vector<std::string> right_names(const Rights& rights) {
  std::vector<std::string> result;
  for (const auto right : rights) result.emplace_back(right_name(right));
  return result;
}

std::string stored_rights(const Rights& rights) { return join_list(right_names(rights)); }

Rights parse_stored_rights(std::string_view text) {
  Rights rights;
  for (const auto& name : split_list(text)) {
    if (const auto right = parse_right(name)) rights.insert(*right);
  }
  return rights;
}

}  // namespace latchkey::api
