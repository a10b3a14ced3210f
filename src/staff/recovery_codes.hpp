// Ten codes, each good once, for the day on which a second factor is lost.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "db/connection.hpp"

namespace latchkey::staff {

// Ten new ones in place of those that the user had, to be shown this once.
[[nodiscard]] std::vector<std::string> renew_recovery_codes(db::Connection& db, const Uuid& user);

// A code as it was typed, in upper case and without hyphens and spaces.
[[nodiscard]] std::string normalize_code(std::string_view code);

// As typed: hyphens, spaces and the case do not count. True once for each.
[[nodiscard]] bool spend_recovery_code(db::Connection& db, const Uuid& user, std::string_view code);

// Those that are not spent.
[[nodiscard]] std::int64_t count_recovery_codes(db::Connection& db, const Uuid& user);

void remove_recovery_codes(db::Connection& db, const Uuid& user);

}  // namespace latchkey::staff
