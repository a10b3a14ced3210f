#include "trading/accounts/account_history.hpp"

#include <array>
#include <optional>

namespace latchkey::trading {
namespace {

constexpr std::size_t longest_detail = 250;

// In the order of AccountStep.
constexpr std::array<std::string_view, 21> step_names{"queued",
                                                      "send",
                                                      "created",
                                                      "created_again",
                                                      "failed",
                                                      "manual",
                                                      "put_back",
                                                      "unclear",
                                                      "look_found_nothing",
                                                      "look_proved_absent",
                                                      "retry",
                                                      "resolved_created",
                                                      "resolved_failed",
                                                      "passwords_revealed",
                                                      "renewal_asked",
                                                      "renewal_send",
                                                      "renewal_put_back",
                                                      "renewal_failed",
                                                      "renewal_manual",
                                                      "passwords_renewed",
                                                      "main_password_renewed"};

std::optional<std::string> or_null(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional(std::string(text));
}

}  // namespace

std::string_view name_of(AccountStep step) { return step_names.at(static_cast<std::size_t>(step)); }

Uuid record_event(db::Connection& db, const Uuid& account_id, const NewAccountEvent& event) {
  const Uuid id = Uuid::make();
  db.execute(
      R"sql(
      INSERT INTO account_events (id, account_id, happened_at, actor, step, outcome_code, detail)
      VALUES (?, ?, UTC_TIMESTAMP(6), ?, ?, ?, ?))sql",
      {id, account_id, event.actor, name_of(event.step), or_null(event.outcome_code),
       or_null(event.detail.substr(0, longest_detail))});
  return id;
}

std::vector<AccountEvent> list_events(db::Connection& db, const Uuid& account_id) {
  const auto rows = db.query(
      R"sql(
      SELECT happened_at, actor, step, outcome_code, detail
      FROM account_events
      WHERE account_id = ?
      ORDER BY happened_at, id)sql",
      {account_id});
  std::vector<AccountEvent> events;
  for (const auto& row : rows) {
    events.push_back({.happened_at = row.text("happened_at"),
                      .actor = row.text("actor"),
                      .step = row.text("step"),
                      .outcome_code = row.text_or("outcome_code", ""),
                      .detail = row.text_or("detail", "")});
  }
  return events;
}

}  // namespace latchkey::trading
