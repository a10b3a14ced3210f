#include "members/accounts/account_store.hpp"

#include "base/clock_text.hpp"

namespace latchkey::members {
namespace {

using trading::ShownStatus;

MemberAccount account_of(const db::Row& row) {
  const ShownStatus status = trading::shown_status(trading::read_account_status(row));
  return {
      .id = row.uuid("id"),
      .platform = row.text("platform"),
      .server = row.text("server"),
      .kind = trading::read_platform_kind(row),
      .is_demo = row.flag("is_demo"),
      .type = row.text("account_type"),
      .currency = row.text("currency"),
      .leverage = static_cast<std::uint64_t>(row.integer("leverage")),
      .status = status,
      .login = row.is_null("login") ? std::nullopt : std::optional(static_cast<std::uint64_t>(row.integer("login"))),
      .code = status == ShownStatus::failed ? row.optional_text("outcome_code") : std::nullopt,
      .created_at = iso8601_from_database(row.text("created_at")),
      .has_passwords_waiting = status == ShownStatus::created && row.flag("has_passwords")};
}

}  // namespace

std::vector<MemberAccount> list_member_accounts(db::Connection& db, const Uuid& customer_id) {
  const auto rows = db.query(
      R"sql(
      SELECT a.id, p.name AS platform, COALESCE(p.server_name, p.name) AS server, p.kind, p.is_demo,
          a.account_type, a.currency, a.leverage, a.status, a.login, a.outcome_code, a.created_at,
          o.main_password IS NOT NULL AS has_passwords
      FROM trading_accounts a
      JOIN trading_platforms p ON p.id = a.platform_id
      LEFT JOIN account_openings o ON o.account_id = a.id
      WHERE a.customer_id = ?
      ORDER BY a.created_at, a.id)sql",
      {customer_id});
  std::vector<MemberAccount> accounts;
  for (const auto& row : rows) accounts.push_back(account_of(row));
  return accounts;
}

std::optional<MemberAccount> find_member_account(db::Connection& db, const Uuid& customer_id, const Uuid& account_id) {
  for (auto& account : list_member_accounts(db, customer_id)) {
    if (account.id == account_id) return std::move(account);
  }
  return std::nullopt;
}

}  // namespace latchkey::members
