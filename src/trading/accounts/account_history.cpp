#include "trading/accounts/account_history.hpp"

namespace latchkey::trading {
namespace {

constexpr std::size_t longest_detail = 250;

std::optional<std::string> or_null(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional(std::string(text));
}

}  // namespace

Uuid record_event(db::Connection& db, const Uuid& account_id, std::string_view actor, std::string_view step,
                  std::string_view outcome_code, std::string_view detail) {
  const Uuid id = Uuid::make();
  db.execute(
      R"sql(
      INSERT INTO account_events (id, account_id, happened_at, actor, step, outcome_code, detail)
      VALUES (?, ?, UTC_TIMESTAMP(6), ?, ?, ?, ?))sql",
      {id, account_id, actor, step, or_null(outcome_code), or_null(detail.substr(0, longest_detail))});
  return id;
}

std::vector<AccountEvent> list_events(db::Connection& db, const Uuid& account_id) {
  std::vector<AccountEvent> events;
  for (const auto& row : db.query(R"sql(
      SELECT happened_at, actor, step, outcome_code, detail
      FROM account_events
      WHERE account_id = ?
      ORDER BY happened_at, id)sql",
                                  {account_id})) {
    events.push_back({row.text(0), row.text(1), row.text(2), row.text_or(3, ""), row.text_or(4, "")});
  }
  return events;
}

}  // namespace latchkey::trading
