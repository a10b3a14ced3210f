#include "admin/people/country_cell.hpp"
#include "admin/people/customer_mails.hpp"
#include "admin/people/customer_page.hpp"
#include "admin/people/directory_page.hpp"
#include "admin/people/notes.hpp"
#include "admin/people/people_pages.hpp"
#include "admin/trading/account_cells.hpp"
#include "base/clock_text.hpp"
#include "customers/deposits/deposit_store.hpp"

namespace latchkey::admin {
namespace {

using customers::Customer;
using http::Response;
using staff::Area;
using staff::Level;

Cell time_cell(const db::Row& row, std::string_view column) {
  return row.is_null(column) ? plain("") : moment(iso8601_from_database(row.text(column)));
}

Details details_of(const Visit& visit, const Customer& customer) {
  const auto row = visit.db
                       .query(
                           R"sql(
                           SELECT c.blocked_at, c.block_reason, c.last_sign_in_at, c.email_verified_at, k.name AS api_key
                           FROM customers c
                           LEFT JOIN api_keys k ON k.id = c.api_key_id
                           WHERE c.id = ?)sql",
                           {customer.id})
                       .at(0);
  Details details{"",
                  {{"E-mail", plain(customer.email)},
                   {"Phone", plain(customer.phone)},
                   {"Country of the phone", country_cell(customer.phone_country_code)},
                   {"Nationality", country_cell(customer.nationality_country_code)},
                   {"Language", language_cell(customer.language.value_or(""))},
                   {"Status", customer.is_blocked ? badge("blocked", Tone::bad) : badge("active", Tone::good)}}};
  if (visit.config.mail) details.rows.emplace_back("Address confirmed", time_cell(row, "email_verified_at"));
  if (customer.is_blocked) {
    details.rows.emplace_back("Blocked", time_cell(row, "blocked_at"));
    details.rows.emplace_back("Reason", plain(row.text_or("block_reason", "")));
  }
  details.rows.emplace_back("Lead", visit.may(Area::leads, Level::view)
                                        ? link("Source and touches", "/admin/leads/" + customer.lead_id.text())
                                        : plain(""));
  details.rows.emplace_back("Last sign-in", time_cell(row, "last_sign_in_at"));
  details.rows.emplace_back("Created", moment(customer.created_at));
  details.rows.emplace_back("By API key", plain(row.text_or("api_key", "")));
  details.rows.emplace_back("Id", code(customer.id.text()));
  return details;
}

Table sessions_of(const Visit& visit, const Customer& customer) {
  Table table{.title = "Sessions",
              .empty = "Nobody is signed in as this customer.",
              .columns = {"Since", "Last seen", "Address", "By"}};
  for (const auto& row : visit.db.query(
           R"sql(
           SELECT created_at, last_seen_at, address, login_token_id IS NULL AS is_by_password
           FROM sessions
           WHERE customer_id = ? AND ended_at IS NULL AND expires_at > UTC_TIMESTAMP(6)
               AND last_seen_at > UTC_TIMESTAMP(6) - INTERVAL ? SECOND
           ORDER BY created_at DESC
           LIMIT 20)sql",
           {customer.id, visit.config.session.idle.count()})) {
    table.rows.push_back({time_cell(row, "created_at"), time_cell(row, "last_seen_at"), plain(row.text("address")),
                          plain(row.flag("is_by_password") ? "password" : "login link")});
  }
  return table;
}

Table accounts_of(const Visit& visit, const Customer& customer) {
  Table table{.title = "Trading accounts",
              .empty = "This customer has no trading account.",
              .columns = {"Login", "Platform", "Type", "Currency", "Leverage", "Status", "Created"}};
  for (const auto& row : visit.db.query(
           R"sql(
           SELECT a.id, a.login, p.name AS platform, a.account_type, a.currency, a.leverage, a.status,
               a.outcome_code, a.created_at
           FROM trading_accounts a
           JOIN trading_platforms p ON p.id = a.platform_id
           WHERE a.customer_id = ?
           ORDER BY a.created_at DESC
           LIMIT 50)sql",
           {customer.id})) {
    Cell status = status_cell(trading::read_account_status(row), row.text_or("outcome_code", ""));
    const std::string login = row.text_or("login", "not open");
    Cell account = visit.may(Area::platforms, Level::view)
                       ? link(login, "/admin/platforms/accounts/" + row.uuid("id").text())
                       : plain(login);
    account.about = row.text("account_type") + " " + row.text("currency") + " on " + row.text("platform");
    table.rows.push_back({std::move(account), plain(row.text("platform")), plain(row.text("account_type")),
                          plain(row.text("currency")), plain("1:" + row.text("leverage")), std::move(status),
                          time_cell(row, "created_at")});
  }
  return table;
}

Table deposits_of(const Visit& visit, const Customer& customer) {
  static constexpr std::size_t most = 20;
  Table table{.title = "Deposits",
              .empty = "No partner has told of a deposit.",
              .columns = {"At", "Amount", "Currency", "Reference", "First"}};
  for (const auto& deposit : customers::list_deposits(visit.db, customer.id, most)) {
    table.rows.push_back({moment(deposit.occurred_at), plain(deposit.amount), plain(deposit.currency),
                          code(deposit.reference), plain(deposit.is_first ? "first" : "")});
  }
  return table;
}

DirectoryText directory_text() {
  return {customers::Directory::customers, "/customers", "Customers",
          "There is no customer yet. Customers come by the API.", "Status"};
}

// The link that was made, and until when it is good.
void add_made_link(const links::LoginToken& made, Page& page) {
  page.add(Notice{Tone::good, "The login link is made. Copy it now: it is shown this once."});
  page.add(Details{"Login link", {{"Link", secret(made.url)}, {"Good until", moment(made.expires_at)}}});
}

}  // namespace

Found<Customer> find_customer(const Visit& visit) {
  const auto id = Uuid::parse(visit.id);
  auto customer = id ? customers::find_customer(visit.db, *id) : std::nullopt;
  if (customer) return *std::move(customer);
  return refuse(visit, 404, "Customer not found", "There is no customer at this address.");
}

Response show_customer_page(const Visit& visit, const Customer& customer, const ShownCustomer& shown) {
  Page page(visit, customer.first_name + " " + customer.last_name);
  page.below("Customers", "/admin/customers");
  if (shown.made != nullptr) add_made_link(*shown.made, page);
  add_customer_links(visit, customer, page);
  page.add(details_of(visit, customer));
  const auto may = visit.may(Area::customers, Level::edit) ? NotesPlace::May::write : NotesPlace::May::read;
  add_notes(visit, page, {"/customers/" + customer.id.text(), customer.lead_id, may}, shown.errors);
  page.add(sessions_of(visit, customer)).add(accounts_of(visit, customer)).add(deposits_of(visit, customer));
  if (visit.config.mail) page.add(mails_of(visit, customer));
  add_customer_deeds(visit, customer, page, shown.errors);
  return page.render(shown.errors.empty() ? 200 : 422);
}

Response list_customers(const Visit& visit) { return show_directory(visit, directory_text()); }

Response export_customers(const Visit& visit) { return export_directory(visit, directory_text()); }

Response show_customer(const Visit& visit) {
  return with_found(find_customer(visit),
                    [&](const Customer& customer) { return show_customer_page(visit, customer, {}); });
}

Response add_customer_note(const Visit& visit) {
  return with_found(find_customer(visit), [&](const Customer& customer) {
    const auto errors = take_note(visit, customer.lead_id);
    return errors.empty() ? go("/customers/" + visit.id, "note_added")
                          : show_customer_page(visit, customer, {.errors = errors});
  });
}

Response remove_customer_note(const Visit& visit) {
  return with_found(find_customer(visit), [&](const Customer& customer) {
    return go("/customers/" + visit.id, remove_note(visit, customer.lead_id) ? "note_removed" : "");
  });
}

}  // namespace latchkey::admin
