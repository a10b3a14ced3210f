#include "admin/people/customer_mails.hpp"

#include "admin/people/people_pages.hpp"
#include "audit/audit_log.hpp"
#include "base/clock_text.hpp"
#include "mails/mail_queue.hpp"

namespace latchkey::admin {
namespace {

using customers::Customer;
using http::Response;
using staff::Area;
using staff::Level;

Cell state_cell(const std::string& state) {
  if (state == "sent") return badge(state, Tone::good);
  return badge(state, state == "waiting" ? Tone::warn : Tone::bad);
}

struct Mailing {
  mails::Kind kind;
  std::string_view action;  // for the activity log
  std::string_view done;    // of flash.cpp
};

Response send(const Visit& visit, const Mailing& mailing) {
  const auto id = Uuid::parse(visit.id);
  const auto customer = id ? customers::find_customer(visit.db, *id) : std::nullopt;
  if (!customer || !visit.config.mail) {
    return refuse(visit, 404, "Customer not found", "There is no customer at this address.");
  }
  if (customer->is_blocked) {
    return refuse(visit, 409, "The customer is blocked", "A blocked customer cannot sign in.");
  }
  const auto queued = visit.db.in_transaction([&](db::Transaction&) {
    const auto outcome =
        mails::queue_mail(visit.db, {.kind = mailing.kind, .recipient = customer->email, .customer_id = customer->id});
    audit::record_change(
        visit.db, visit.actor(),
        {mailing.action, "customer", customer->id, nullptr, {{"mailed", outcome == mails::Queued::waiting}}});
    return outcome;
  });
  return go("/customers/" + visit.id, queued == mails::Queued::waiting ? mailing.done : "mail_limit");
}

}  // namespace

Table mails_of(const Visit& visit, const Customer& customer) {
  Table table{.title = "Mails",
              .empty = "Nothing was mailed to this customer.",
              .columns = {"At", "Mail", "State", "Tries", "Ended", "Reason"}};
  for (const auto& row : visit.db.query(
           R"sql(
           SELECT kind, state, reason, tries, created_at, ended_at
           FROM mails
           WHERE customer_id = ?
           ORDER BY created_at DESC
           LIMIT 20)sql",
           {customer.id})) {
    const auto kind = mails::parse_kind(row.text("kind"));
    table.rows.push_back({moment(iso8601_from_database(row.text("created_at"))),
                          plain(kind ? std::string(mails::title_of(*kind)) : row.text("kind")),
                          state_cell(row.text("state")), plain(row.text("tries")),
                          row.is_null("ended_at") ? plain("") : moment(iso8601_from_database(row.text("ended_at"))),
                          plain(row.text_or("reason", ""))});
  }
  return table;
}

void add_mail_forms(const Visit& visit, const Customer& customer, Page& page) {
  const std::string path = "/customers/" + customer.id.text();
  if (visit.may(Area::login_links, Level::edit)) {
    page.add(Form{.title = "Mail a login link",
                  .action = path + "/send-link",
                  .submit = "Send link",
                  .text = "To " + customer.email + ". It works once; you do not see it."});
  }
  if (visit.may(Area::customers, Level::edit)) {
    page.add(Form{.title = "Mail a link for a password",
                  .action = path + "/send-password",
                  .submit = "Send set-password mail",
                  .text = "The customer chooses a password with it, within 7 days. Until then nothing changes."});
  }
}

Response send_customer_link(const Visit& visit) {
  return send(visit, {mails::Kind::sign_in_link, "customer.mail_link", "link_mailed"});
}

Response send_customer_password(const Visit& visit) {
  return send(visit, {mails::Kind::set_password, "customer.mail_password_link", "password_link_mailed"});
}

}  // namespace latchkey::admin
