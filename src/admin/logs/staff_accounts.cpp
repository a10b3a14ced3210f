#include "admin/logs/staff_accounts.hpp"

#include "crypto/digest.hpp"
#include "customers/search/fold.hpp"

namespace latchkey::admin {

std::vector<StaffAccount> list_staff_accounts(db::Connection& db) {
  std::vector<StaffAccount> accounts;
  for (const auto& row : db.query("SELECT id, email, first_name, last_name FROM users")) {
    accounts.push_back({row.uuid("id"), row.text("email"), row.text("first_name") + " " + row.text("last_name")});
  }
  return accounts;
}

std::map<std::string, StaffAccount> staff_by_hash(const std::vector<StaffAccount>& accounts) {
  std::map<std::string, StaffAccount> by_hash;
  for (const auto& account : accounts) {
    by_hash.emplace(crypto::sha256("staff:" + account.email), account);
    by_hash.emplace(crypto::sha256("staff-code:" + account.id.text()), account);
  }
  return by_hash;
}

bool is_meant(const StaffAccount& account, std::string_view text) {
  const std::string wanted = customers::fold(text);
  return customers::fold(account.email).find(wanted) != std::string::npos ||
         customers::fold(account.name).find(wanted) != std::string::npos;
}

Cell staff_cell(const Visit& visit, const StaffAccount& account) {
  Cell cell = visit.may(staff::Area::users, staff::Level::view)
                  ? link(account.name, "/admin/users/" + account.id.text())
                  : plain(account.name);
  cell.note = account.email;
  return cell;
}

}  // namespace latchkey::admin
