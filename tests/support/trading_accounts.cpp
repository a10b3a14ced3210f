#include "support/trading_accounts.hpp"

#include <atomic>
#include <optional>

#include "trading/accounts/account_secrets.hpp"

namespace latchkey::test {

Uuid make_platform(db::Connection& db) {
  const auto rows = db.query("SELECT id FROM trading_platforms WHERE name = 'MT5 Test'");
  const Uuid id = rows.empty() ? Uuid::make() : rows.front().uuid("id");
  if (rows.empty()) {
    db.execute(
        R"sql(
        INSERT INTO trading_platforms (id, name, kind, is_demo, host, port, manager_login, is_enabled, created_at)
        VALUES (?, 'MT5 Test', 'mt5', TRUE, '192.0.2.1', 443, '1000', FALSE, UTC_TIMESTAMP(6)))sql",
        {id});
  }
  db.execute("UPDATE trading_platforms SET server_name = 'Example-Test' WHERE id = ?", {id});
  static_cast<void>(db.insert(
      R"sql(
      INSERT INTO platform_groups (id, platform_id, account_type, currency, group_name, leverages, default_leverage,
          created_at)
      VALUES (?, ?, 'Standard', 'USD', 'demo\\standard', '100,200', 100, UTC_TIMESTAMP(6)))sql",
      {Uuid::make(), id}, "platform_groups_type_unique"));
  return id;
}

TradingAccount make_account(db::Connection& db, const SecretKeeper& keeper, const Uuid& customer_id,
                            std::string_view status) {
  const Uuid platform = make_platform(db);
  const auto highest =
      db.query("SELECT COALESCE(MAX(login), 7000000) AS login FROM trading_accounts WHERE platform_id = ?", {platform});
  static std::atomic<std::uint64_t> count{0};
  const TradingAccount account{Uuid::make(), static_cast<std::uint64_t>(highest.at(0).integer("login")) + 1 + count++,
                               trading::make_platform_password(), trading::make_platform_password()};
  db.execute(
      R"sql(
      INSERT INTO trading_accounts (id, customer_id, platform_id, group_id, account_type, currency, leverage, status,
          outcome_code, created_at, updated_at)
      SELECT ?, ?, platform_id, id, account_type, currency, 100, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)
      FROM platform_groups
      WHERE platform_id = ? AND account_type = 'Standard' AND currency = 'USD')sql",
      {account.id, customer_id, status,
       status == "created" ? std::nullopt : std::optional<std::string>("group_refused"), platform});
  const auto main = keeper.seal(account.main_password);
  const auto investor = keeper.seal(account.investor_password);
  db.execute(
      R"sql(
      INSERT INTO account_openings (account_id, tag, main_password, investor_password, secret_key_id, created_at)
      VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(6)))sql",
      {account.id, trading::make_account_tag(account.id), main.bytes, investor.bytes, main.key_id});
  if (status == "created") finish_account(db, account);
  return account;
}

void finish_account(db::Connection& db, const TradingAccount& account) {
  db.execute("UPDATE trading_accounts SET status = 'created', login = ?, outcome_code = NULL WHERE id = ?",
             {account.login, account.id});
}

}  // namespace latchkey::test
