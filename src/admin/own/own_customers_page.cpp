#include "admin/own/own_cells.hpp"
#include "admin/own/own_pages.hpp"
#include "admin/trading/account_cells.hpp"
#include "base/clock_text.hpp"

namespace latchkey::admin {
namespace {

using http::Response;

Table accounts_of(const Visit& visit, const Uuid& customer) {
  Table table{.title = "Trading accounts",
              .empty = "This customer has no trading account.",
              .columns = {"Login", "Platform", "Type", "Currency", "Status", "Created"}};
  for (const auto& row : visit.db.query(
           R"sql(
           SELECT a.login, p.name AS platform, a.account_type, a.currency, a.status, a.outcome_code, a.created_at
           FROM trading_accounts a
           JOIN trading_platforms p ON p.id = a.platform_id
           WHERE a.customer_id = ?
           ORDER BY a.created_at DESC
           LIMIT 50)sql",
           {customer})) {
    table.rows.push_back({plain(row.text_or("login", "not open")), plain(row.text("platform")),
                          plain(row.text("account_type")), plain(row.text("currency")),
                          status_cell(trading::read_account_status(row), row.text_or("outcome_code", "")),
                          moment(iso8601_from_database(row.text("created_at")))});
  }
  return table;
}

Table deposits_of(const Visit& visit, const Uuid& customer) {
  Table table{.title = "Deposits that your keys have told of",
              .empty = "No key of yours has told of a deposit.",
              .columns = {"At", "Amount", "Currency", "Reference"}};
  for (const auto& deposit : list_own_deposits(visit.db, visit.session.user_id, customer)) {
    table.rows.push_back(
        {moment(deposit.occurred_at), plain(deposit.amount), plain(deposit.currency), code(deposit.reference)});
  }
  return table;
}

Response show(const Visit& visit, const OwnPerson& person, const Uuid& id) {
  Page page(visit, title_of(visit, person, id));
  page.below("Customers", "/admin/customers");
  Details details = details_of(visit, person);
  if (visit.may(staff::Area::leads, staff::Level::view)) {
    details.rows.emplace_back("Lead", link("Status and touches", "/admin/leads/" + person.lead_id.text()));
  }
  details.rows.emplace_back("Id", code(id.text()));
  return page.add(details).add(accounts_of(visit, id)).add(deposits_of(visit, id)).render();
}

}  // namespace

Response list_own_customers(const Visit& visit) { return show_own_people(visit, OwnList::customers); }

Response show_own_customer(const Visit& visit) {
  const auto id = Uuid::parse(visit.id);
  const auto person = id ? find_own_customer(visit.db, visit.session.user_id, *id) : std::nullopt;
  if (!person) return refuse(visit, 404, "Customer not found", "There is no customer at this address.");
  return show(visit, *person, *id);
}

}  // namespace latchkey::admin
