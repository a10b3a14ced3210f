#include "customers/privacy/erase_person.hpp"

#include "customers/privacy/erased_people.hpp"
#include "db/coordination/server_clock.hpp"
#include "outbox/outbox.hpp"

namespace latchkey::customers {
namespace {

// Locks the lead by the e-mail, in the order in which a creation takes the locks: the unique key, then the row.
bool take_lead(db::Connection& db, const DataSubject& subject, std::chrono::seconds unheard_for) {
  const auto taken = db.execute(
      R"sql(
      UPDATE leads
      SET updated_at = UTC_TIMESTAMP(6)
      WHERE email = ? AND (? = 0 OR updated_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND))sql",
      {subject.email, unheard_for.count(), unheard_for.count()});
  if (taken == 0) return false;
  return !db.query("SELECT 1 FROM leads WHERE id = ? AND email = ?", {subject.lead_id, subject.email}).empty();
}

std::optional<EraseOutcome> find_hindrance(db::Connection& db, const EraseOrder& order, const DataSubject& subject) {
  if (order.whom == Whom::lead && subject.customer_id) return EraseOutcome::is_customer;
  if (order.whom == Whom::customer && !subject.customer_id) return EraseOutcome::is_no_customer;
  if (order.accounts == OpenAccounts::ignore || !subject.customer_id) return std::nullopt;
  const auto accounts = db.query(
                              R"sql(
                              SELECT COALESCE(SUM(status = 'created'), 0) AS open,
                                  COALESCE(SUM(status NOT IN ('created', 'failed')), 0) AS coming
                              FROM trading_accounts
                              WHERE customer_id = ?)sql",
                              {*subject.customer_id})
                            .at(0);
  if (accounts.integer("coming") > 0) return EraseOutcome::has_accounts_coming;
  if (accounts.integer("open") > 0 && order.accounts == OpenAccounts::hinder) return EraseOutcome::has_open_accounts;
  return std::nullopt;
}

// Empty when erasing changes nothing in this table.
std::string make_statement(const PersonalTable& table, const Way& way) {
  const std::string where = " WHERE " + std::string(way.condition);
  if (table.rows == PersonalTable::Rows::go) return "DELETE x FROM " + std::string(way.from) + where;
  std::string changes;
  for (const auto& column : table.columns) {
    if (column.erased.empty()) continue;
    changes += (changes.empty() ? "x." : ", x.") + std::string(column.name) + " = " + std::string(column.erased);
  }
  return "UPDATE " + std::string(way.from) + " SET " + changes + where;
}

void erase_rows(db::Connection& db, const DataSubject& subject) {
  for (const auto& table : personal_tables()) {
    if (!table.is_erasable()) continue;
    for (const auto& way : table.ways) {
      const std::string sql = make_statement(table, way);
      for (const auto& value : key_values(subject, way.key)) db.execute(sql, {value});
    }
  }
}

void record(db::Connection& db, const EraseOrder& order, const DataSubject& subject) {
  add_erased_person(db, subject.lead_id);
  audit::record_change(
      db, order.actor,
      {subject.customer_id ? "customer.erase" : "lead.erase", subject.customer_id ? "customer" : "lead",
       subject.customer_id.value_or(subject.lead_id), nullptr, nullptr});
  if (subject.customer_id) {
    outbox::tell(db, subject.lead_id, {{endpoints::Event::customer_erased, *subject.customer_id}});
  }
}

}  // namespace

EraseOutcome erase_person(db::Connection& db, const EraseOrder& order) {
  bool is_noted = false;  // the transaction may be repeated
  return db.in_transaction([&](db::Transaction& transaction) {
    const auto refuse = [&](EraseOutcome outcome) {
      transaction.roll_back();
      return outcome;
    };
    const auto known = find_data_subject(db, order.lead_id);
    if (!known) return refuse(EraseOutcome::not_found);
    if (!take_lead(db, *known, order.unheard_for)) {
      return refuse(order.unheard_for.count() > 0 ? EraseOutcome::was_heard_of : EraseOutcome::not_found);
    }
    const auto subject = find_data_subject(db, order.lead_id);
    if (!subject) return refuse(EraseOutcome::not_found);
    if (const auto hindrance = find_hindrance(db, order, *subject)) return refuse(*hindrance);
    db::tell_server_clock(db);
    erase_rows(db, *subject);
    record(db, order, *subject);
    if (order.note && !is_noted) order.note(subject->lead_id);
    is_noted = true;
    return EraseOutcome::erased;
  });
}

}  // namespace latchkey::customers
