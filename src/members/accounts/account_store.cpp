#include "members/accounts/account_store.hpp"

#include "base/clock_text.hpp"
#include "trading/accounts/account_request.hpp"

namespace latchkey::members {
namespace {

MemberAccount account_of(const db::Row& row) {
  const std::string status(trading::shown_status(row.text(8)));
  return {.id = row.uuid(0),
          .platform = row.text(1),
          .server = row.text(2),
          .kind = row.text(3),
          .is_demo = row.flag(4),
          .type = row.text(5),
          .currency = row.text(6),
          .leverage = static_cast<std::uint64_t>(row.integer(7)),
          .status = status,
          .login = row.is_null(9) ? std::nullopt : std::optional(static_cast<std::uint64_t>(row.integer(9))),
          .code = status == "failed" ? row.optional_text(10) : std::nullopt,
          .created_at = iso8601_from_database(row.text(11)),
          .has_passwords_waiting = status == "created" && row.flag(12)};
}

}  // namespace

std::vector<MemberAccount> list_member_accounts(db::Connection& db, const Uuid& customer_id) {
  std::vector<MemberAccount> accounts;
  for (const auto& row : db.query(R"sql(
           SELECT a.id, p.name, COALESCE(p.server_name, p.name), p.kind, p.is_demo, a.account_type, a.currency,
               a.leverage, a.status, a.login, a.outcome_code, a.created_at, o.main_password IS NOT NULL
           FROM trading_accounts a
           JOIN trading_platforms p ON p.id = a.platform_id
           LEFT JOIN account_openings o ON o.account_id = a.id
           WHERE a.customer_id = ?
           ORDER BY a.created_at, a.id)sql",
                                  {customer_id})) {
    accounts.push_back(account_of(row));
  }
  return accounts;
}

std::optional<MemberAccount> find_member_account(db::Connection& db, const Uuid& customer_id, const Uuid& account_id) {
  for (auto& account : list_member_accounts(db, customer_id)) {
    if (account.id == account_id) return std::move(account);
  }
  return std::nullopt;
}

}  // namespace latchkey::members
