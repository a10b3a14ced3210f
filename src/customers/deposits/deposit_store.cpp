#include "customers/deposits/deposit_store.hpp"

#include "base/clock_text.hpp"
#include "customers/deposits/amount.hpp"
#include "db/coordination/settle_commit.hpp"
#include "outbox/outbox.hpp"

namespace latchkey::customers {
namespace {

constexpr std::string_view select_deposits =
    R"sql(
    SELECT id, customer_id, amount, currency, occurred_at, reference, is_first
    FROM deposits
    )sql";

Deposit deposit_of(const db::Row& row) {
  return {.id = row.uuid("id"),
          .amount = row.text("amount"),
          .currency = row.text("currency"),
          .occurred_at = iso8601_from_database(row.text("occurred_at")),
          .reference = row.text("reference"),
          .is_first = row.flag("is_first")};
}

// True when no deposit of the lead was there. The row stays locked.
bool mark_first(db::Connection& db, const NewDeposit& deposit) {
  return db.execute(
             R"sql(
             UPDATE leads
             SET first_deposit_at = ?, updated_at = UTC_TIMESTAMP(6)
             WHERE id = ? AND first_deposit_at IS NULL)sql",
             {deposit.occurred_at, deposit.lead_id}) == 1;
}

void tell(db::Connection& db, const Uuid& id, const NewDeposit& deposit, const outbox::DepositFacts& facts) {
  using endpoints::Event;
  std::vector<outbox::Happening> happenings{{Event::deposit, id, outbox::deposit_change(facts)}};
  if (facts.is_first) happenings.push_back({Event::deposit_first, id, outbox::deposit_change(facts)});
  outbox::tell(db, deposit.lead_id, happenings);
}

db::InsertOutcome insert(db::Connection& db, const Uuid& id, const NewDeposit& deposit) {
  const bool is_first = mark_first(db, deposit);
  const auto outcome = db.insert(
      R"sql(
      INSERT INTO deposits (id, api_key_id, reference, customer_id, lead_id, amount, currency, occurred_at,
          is_first, received_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6)))sql",
      {id, deposit.api_key_id, deposit.reference, deposit.customer_id, deposit.lead_id, deposit.amount,
       deposit.currency, deposit.occurred_at, is_first},
      "deposits_reference_unique");
  if (outcome == db::InsertOutcome::inserted) {
    tell(db, id, deposit,
         {.id = id,
          .amount = deposit.amount,
          .currency = deposit.currency,
          .occurred_at = iso8601_from_database(deposit.occurred_at),
          .reference = deposit.reference,
          .is_first = is_first});
  }
  return outcome;
}

db::InsertOutcome insert_in_transaction(db::Connection& db, const Uuid& id, const NewDeposit& deposit) {
  auto outcome = db::InsertOutcome::inserted;
  try {
    db.in_transaction([&](db::Transaction& transaction) {
      outcome = insert(db, id, deposit);
      if (outcome == db::InsertOutcome::duplicate) transaction.roll_back();
    });
  } catch (const db::CommitUnknown&) {
    db::settle_commit(db, "SELECT 1 FROM deposits WHERE id = ? LOCK IN SHARE MODE", {id});
  }
  return outcome;
}

bool is_same(const db::Row& row, const NewDeposit& deposit) {
  return row.uuid("customer_id") == deposit.customer_id && row.text("currency") == deposit.currency &&
         iso8601_from_database(row.text("occurred_at")) == iso8601_from_database(deposit.occurred_at) &&
         shortest_amount(row.text("amount")) == shortest_amount(deposit.amount);
}

}  // namespace

std::variant<RecordedDeposit, ReferenceTaken> record_deposit(db::Connection& db, const NewDeposit& deposit) {
  static const std::string by_reference = std::string(select_deposits) + "WHERE api_key_id = ? AND reference = ?";
  const auto outcome = insert_in_transaction(db, Uuid::make(), deposit);
  const auto row = db.query(by_reference, {deposit.api_key_id, deposit.reference}).at(0);
  if (outcome == db::InsertOutcome::inserted) return RecordedDeposit{DepositOutcome::recorded, deposit_of(row)};
  if (!is_same(row, deposit)) return ReferenceTaken{};
  return RecordedDeposit{DepositOutcome::known, deposit_of(row)};
}

std::vector<Deposit> list_deposits(db::Connection& db, const Uuid& customer_id, std::size_t most) {
  static const std::string sql =
      std::string(select_deposits) + "WHERE customer_id = ? ORDER BY occurred_at DESC, id DESC LIMIT ?";
  std::vector<Deposit> deposits;
  for (const auto& row : db.query(sql, {customer_id, most})) deposits.push_back(deposit_of(row));
  return deposits;
}

std::optional<std::string> find_first_deposit_time(db::Connection& db, const Uuid& lead_id) {
  const auto rows = db.query("SELECT first_deposit_at FROM leads WHERE id = ?", {lead_id});
  if (rows.empty() || rows.front().is_null("first_deposit_at")) return std::nullopt;
  return iso8601_from_database(rows.front().text("first_deposit_at"));
}

}  // namespace latchkey::customers
