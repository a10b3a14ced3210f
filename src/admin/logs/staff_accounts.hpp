// Staff as the logs know them: attempts to sign in have the hash of an account, the activity log has e-mails.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "admin/parts/cell.hpp"
#include "admin/parts/visit.hpp"
#include "base/uuid.hpp"

namespace latchkey::admin {

struct StaffAccount {
  Uuid id;
  std::string email;
  std::string name;
};

// All users, those who were removed too. They are few.
[[nodiscard]] std::vector<StaffAccount> list_staff_accounts(db::Connection& db);

// By what sign_in_attempts.account_hash has for their passwords and for the codes of their second factors.
[[nodiscard]] std::map<std::string, StaffAccount> staff_by_hash(const std::vector<StaffAccount>& accounts);

// The name and the e-mail contain the text somewhere, whatever its case and accents.
[[nodiscard]] bool is_meant(const StaffAccount& account, std::string_view text);

// The name with a link to the user's page, for those who may see it; the e-mail below.
[[nodiscard]] Cell staff_cell(const Visit& visit, const StaffAccount& account);

}  // namespace latchkey::admin
