// What an API key may do.
#pragma once
#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace latchkey::api {

// In the order in which they are shown and stored.
enum class Right {
  create_customers,
  create_leads,
  update_leads,
  create_logins,
  any_logins,
  create_events,
  read_reports,
  personal_reports
};

inline constexpr std::array<Right, 8> all_rights{Right::create_customers, Right::create_leads,    Right::update_leads,
                                                 Right::create_logins,    Right::any_logins,      Right::create_events,
                                                 Right::read_reports,     Right::personal_reports};

// A key without any may do nothing.
using Rights = std::set<Right>;

// Whether the key may let somebody sign in as a customer: as its own ones, or as all of them. Such a key needs a narrow
// allow-list, and only staff who may make login links themselves give such a right.
[[nodiscard]] bool sign_customers_in(const Rights& rights);

// Whether one of the rights may be used from a narrow allow-list of addresses alone: to sign customers in, and to tell
// of their money.
[[nodiscard]] bool need_allow_list(const Rights& rights);

// As the API, the command line and the database name it: "customers:create".
[[nodiscard]] std::string_view right_name(Right right);
[[nodiscard]] std::optional<Right> parse_right(std::string_view name);

[[nodiscard]] std::vector<std::string> right_names(const Rights& rights);

// As api_keys.rights stores them. Names that this version does not know are left out when they are read.
[[nodiscard]] std::string stored_rights(const Rights& rights);
[[nodiscard]] Rights parse_stored_rights(std::string_view text);

}  // namespace latchkey::api
