#include "admin/frame/page.hpp"
#include "admin/people/directory_page.hpp"
#include "admin/people/people_pages.hpp"
#include "admin/trading/account_cells.hpp"
#include "base/clock_text.hpp"
#include "customers/customer_access.hpp"
#include "customers/deposits/deposit_store.hpp"
#include "links/return_target.hpp"

namespace latchkey::admin {
namespace {

using customers::Customer;
using http::Response;
using staff::Area;
using staff::Level;

Found<Customer> find_customer(const Visit& visit) {
  const auto id = Uuid::parse(visit.id);
  auto customer = id ? customers::find_customer(visit.db, *id) : std::nullopt;
  if (customer) return *std::move(customer);
  return refuse(visit, 404, "Customer not found", "There is no customer at this address.");
}

Cell time_cell(const db::Row& row, std::string_view column) {
  return row.is_null(column) ? plain("") : moment(iso8601_from_database(row.text(column)));
}

Details details_of(const Visit& visit, const Customer& customer) {
  const auto row = visit.db
                       .query(
                           R"sql(
                           SELECT c.blocked_at, c.block_reason, k.name AS api_key
                           FROM customers c
                           LEFT JOIN api_keys k ON k.id = c.api_key_id
                           WHERE c.id = ?)sql",
                           {customer.id})
                       .at(0);
  Details details{"",
                  {{"E-mail", plain(customer.email)},
                   {"Phone", plain(customer.phone + " (" + customer.phone_country_code + ")")},
                   {"Nationality", plain(customer.nationality_country_code)},
                   {"Language", plain(customer.language.value_or(""))},
                   {"Status", customer.is_blocked ? badge("blocked", Tone::bad) : badge("active", Tone::good)}}};
  if (customer.is_blocked) {
    details.rows.emplace_back("Blocked", time_cell(row, "blocked_at"));
    details.rows.emplace_back("Reason", plain(row.text_or("block_reason", "")));
  }
  details.rows.emplace_back("Lead", visit.may(Area::leads, Level::view)
                                        ? link("Source and touches", "/admin/leads/" + customer.lead_id.text())
                                        : plain(""));
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

void add_link_form(const Visit& visit, const std::string& path, Page& page, const Errors& errors) {
  Form form{.title = "Login link", .action = path + "/login-link", .submit = "Make a login link"};
  form.text =
      "Works once. Whoever opens it and presses its button is signed in as this customer: hand it to the "
      "customer alone.";
  form.fields = {{.name = "returnUrl",
                  .label = "returnUrl",
                  .value = visit.typed("returnUrl"),
                  .hint = "A path of Settings > Menus. Empty: the dashboard."}};
  tell(form.fields, errors);
  page.add(form);
}

// What the visitor may do with the customer.
void add_forms(const Visit& visit, const Customer& customer, Page& page, const Errors& errors) {
  const std::string path = "/customers/" + customer.id.text();
  const bool may_edit = visit.may(Area::customers, Level::edit);
  if (customer.is_blocked) {
    if (!may_edit) return;
    page.add(Form{.title = "Unblock",
                  .action = path + "/unblock",
                  .submit = "Unblock",
                  .text = "The customer may sign in again. Sessions that were ended stay ended."});
    return;
  }
  if (visit.may(Area::login_links, Level::edit)) add_link_form(visit, path, page, errors);
  if (!may_edit) return;
  page.link_to("Block", "/admin/customers/" + customer.id.text() + "/block");
  page.add(Form{.title = "End sessions",
                .action = path + "/end-sessions",
                .submit = "End all sessions",
                .text = "The customer is signed out everywhere, and login links that are still open stop working."});
}

struct Shown {
  Errors errors;
  std::string link;
};

Response show(const Visit& visit, const Customer& customer, const Shown& shown) {
  Page page(visit, customer.first_name + " " + customer.last_name);
  page.below("Customers", "/admin/customers");
  if (!shown.link.empty()) {
    page.add(Notice{Tone::good, "The login link is made. Copy it now: it is shown this once."});
    page.add(Details{"Login link", {{"Link", secret(shown.link)}}});
  }
  page.add(details_of(visit, customer));
  if (visit.may(Area::login_activity, Level::view)) {
    page.link_to("Login activity", "/admin/login-activity?customer=" + percent_encode(customer.email));
  }
  if (visit.may(Area::privacy, Level::edit)) {
    page.link_to("Personal data", "/admin/customers/" + customer.id.text() + "/personal-data");
  }
  page.add(sessions_of(visit, customer)).add(accounts_of(visit, customer)).add(deposits_of(visit, customer));
  add_forms(visit, customer, page, shown.errors);
  return page.render(shown.errors.empty() ? 200 : 422);
}

Response block_form(const Visit& visit, const Customer& customer, const Errors& errors) {
  Form form{.action = "/customers/" + visit.id + "/block", .submit = "Block", .tone = Tone::bad};
  form.text = customer.email + " can no longer sign in; sessions end at once and open login links stop working.";
  form.fields = {{.name = "reason",
                  .label = "Reason",
                  .kind = Field::Kind::text,
                  .value = visit.typed("reason"),
                  .hint = "For staff only; the customer does not see it.",
                  .need = Field::Need::required}};
  tell(form.fields, errors);
  form.cancel = "/admin/customers/" + visit.id;
  Page page(visit, "Block " + customer.first_name + " " + customer.last_name);
  return page.below("Customers", "/admin/customers").add(form).render(errors.empty() ? 200 : 422);
}

DirectoryText directory_text() {
  return {customers::Directory::customers, "/customers", "Customers",
          "There is no customer yet. Customers come by the API.", "Status"};
}

}  // namespace

Response list_customers(const Visit& visit) { return show_directory(visit, directory_text()); }

Response export_customers(const Visit& visit) { return export_directory(visit, directory_text()); }

Response show_customer(const Visit& visit) {
  return with_found(find_customer(visit), [&](const Customer& customer) { return show(visit, customer, {}); });
}

Response confirm_block_customer(const Visit& visit) {
  return with_found(find_customer(visit), [&](const Customer& customer) { return block_form(visit, customer, {}); });
}

Response block_customer(const Visit& visit) {
  return with_found(find_customer(visit), [&](const Customer& customer) {
    Errors errors;
    const std::string reason = read_label(visit, "reason", errors);
    if (!errors.empty()) return block_form(visit, customer, errors);
    customers::block_customer(visit.db, visit.actor(), customer, reason);
    return go("/customers/" + visit.id, "customer_blocked");
  });
}

Response unblock_customer(const Visit& visit) {
  return with_found(find_customer(visit), [&](const Customer& customer) {
    customers::unblock_customer(visit.db, visit.actor(), customer);
    return go("/customers/" + visit.id, "customer_unblocked");
  });
}

Response end_customer_sessions(const Visit& visit) {
  return with_found(find_customer(visit), [&](const Customer& customer) {
    customers::end_sessions(visit.db, visit.actor(), customer);
    return go("/customers/" + visit.id, "sessions_ended");
  });
}

Response make_customer_link(const Visit& visit) {
  return with_found(find_customer(visit), [&](const Customer& customer) {
    if (customer.is_blocked) return refuse(visit, 409, "The customer is blocked", "A blocked customer cannot sign in.");
    const auto kind = links::TokenKind::link;
    links::LoginTokenRequest request{kind, links::default_lifetime(kind, visit.config), std::nullopt, true};
    if (const std::string url = visit.typed("returnUrl"); !url.empty()) request.return_url = url;
    if (request.return_url && links::find_target(visit.db, request.return_url).problem) {
      return show(visit, customer,
                  {{{"returnUrl", "This is not the path of an enabled entry of Settings > Menus."}}, ""});
    }
    const auto token = customers::make_login_link(visit.db, visit.config,
                                                  {.actor = visit.actor(), .customer = customer, .request = request});
    return show(visit, customer, {{}, token.url});
  });
}

}  // namespace latchkey::admin
