// Two partners, each with a key, a lead, a customer and a webhook, and the staff's pages as one of them sees them.
#pragma once
#include <boost/test/unit_test.hpp>
#include <string>

#include "admin/own/partner_routes.hpp"
#include "admin/routes.hpp"
#include "admin/staff.hpp"
#include "api/keys/api_key_store.hpp"
#include "customers/statuses/status_care.hpp"
#include "staff/role_store.hpp"

namespace latchkey::test {

// A partner with a key, a customer of his and one call. `mark` is in all that names them.
struct Partner {
  std::string mark = "m" + Uuid::make().text().substr(24);
  Uuid user_id;
  Uuid key_id;
  std::string key_name;
  Uuid lead_id;
  Uuid customer_id;
  std::string email;
  Uuid endpoint_id = Uuid::make();
  Uuid delivery_id = Uuid::make();

  [[nodiscard]] Uuid id_at(PartnerRoute route) const {
    if (route == PartnerRoute::endpoint) return endpoint_id;
    if (route == PartnerRoute::delivery) return delivery_id;
    if (route == PartnerRoute::lead) return lead_id;
    return route == PartnerRoute::customer ? customer_id : key_id;
  }
};

struct Window : AdminArea {
  Window() : staff(*this, staff::Permissions::all()) {
    reach(staff::Reach::own);
    own = make_partner(staff.id());
    const Staff other(*this, staff::Permissions::all());
    foreign = make_partner(other.id());
    // The other partner's key has touched the own lead first, and told of a deposit of the own customer.
    touch(foreign, own.email, "2026-01-01 00:00:00");
    db().execute("UPDATE leads SET source_user_id = ? WHERE id = ?", {own.user_id, own.lead_id});
    deposit(foreign, own.customer_id, own.lead_id);
    deposit(own, own.customer_id, own.lead_id);
    const auto status = customers::find_lead_status(db(), "In progress").value();
    customers::set_status_by_staff(db(), {other.email(), {}}, own.lead_id, status);
    office_email = other.email();
  }

  void reach(staff::Reach reach) const {
    db().execute("UPDATE roles SET reach = ? WHERE id IN (SELECT role_id FROM user_roles WHERE user_id = ?)",
                 {staff::reach_name(reach), staff.id()});
  }

  customers::TouchedLead touch(const Partner& partner, const std::string& email, const std::string& at) const {
    const customers::TouchOrigin origin{.api_key_id = partner.key_id,
                                        .api_key_name = partner.key_name,
                                        .source = customers::Source{partner.user_id, "Source " + partner.mark},
                                        .touched_at = at};
    customers::Person person{email, "First" + partner.mark, "Last" + partner.mark, "+35799123456", "CY", "IT"};
    return db().in_transaction([&](db::Transaction&) {
      return customers::touch_lead(db(), person, {{{"utm_source", "utm" + partner.mark}}, {{"plan", partner.mark}}},
                                   origin);
    });
  }

  void deposit(const Partner& by, const Uuid& customer, const Uuid& lead) const {
    db().execute(
        R"sql(
        INSERT INTO deposits (id, api_key_id, reference, customer_id, lead_id, amount, currency, occurred_at, is_first,
            received_at)
        VALUES (?, ?, ?, ?, ?, '10', 'EUR', UTC_TIMESTAMP(6), FALSE, UTC_TIMESTAMP(6)))sql",
        {Uuid::make(), by.key_id, "ref" + by.mark, customer, lead});
  }

  // A webhook that was told of the partner's lead, and what it answered.
  void tell(const Partner& partner) const {
    db().execute(
        R"sql(
        INSERT INTO endpoints (id, kind, user_id, url, events, state, created_at, updated_at)
        VALUES (?, 'webhook', ?, ?, 'lead.created', 'enabled', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)))sql",
        {partner.endpoint_id, partner.user_id, "https://" + partner.mark + ".example/hook"});
    deliver(partner.delivery_id, partner.endpoint_id, partner);
    db().execute(
        "INSERT INTO delivery_tries (delivery_id, number, tried_at, status, duration_ms, answer) "
        "VALUES (?, 1, UTC_TIMESTAMP(6), 200, 5, ?)",
        {partner.delivery_id, "answer" + partner.mark});
  }

  void deliver(const Uuid& id, const Uuid& endpoint, const Partner& about) const {
    db().execute(
        R"sql(
        INSERT INTO deliveries (id, endpoint_id, event, cause, lead_id, payload, state, next_at, created_at)
        VALUES (?, ?, 'lead.created', ?, ?, ?, 'delivered', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)))sql",
        {id, endpoint, id.text(), about.lead_id, "{\"leadId\":\"" + about.lead_id.text() + "\"}"});
  }

  Partner make_partner(const Uuid& user) const {
    Partner partner;
    partner.user_id = user;
    const api::NewApiKey made{
        .name = "Key " + partner.mark, .expires_at = {}, .user_id = user, .rights = {}, .allow_list = {}};
    static_cast<void>(api::create_api_key(db(), {"test", {}}, made));
    partner.key_id = made.id;
    partner.key_name = made.name;
    partner.email = partner.mark + "@example.com";
    const auto lead = touch(partner, partner.email, "2026-02-02 00:00:00");
    partner.lead_id = lead.id;
    partner.customer_id = Uuid::make();
    const customers::Person person{partner.email, "First" + partner.mark, "Last" + partner.mark, "+35799123456", "CY",
                                   "IT"};
    static_cast<void>(customers::insert_customer(db(), {partner.customer_id, person, "x", lead.id, partner.key_id}));
    db().execute(
        "INSERT INTO api_calls (id, request_id, called_at, api_key_id, route, status, pointers, milliseconds, address, "
        "lead_id, customer_id) VALUES (?, ?, UTC_TIMESTAMP(6), ?, '/api/v1/customers', 201, '[]', 7, '192.0.2.7', ?, "
        "?)",
        {Uuid::make(), "call" + partner.mark, partner.key_id, partner.lead_id, partner.customer_id});
    tell(partner);
    return partner;
  }

  [[nodiscard]] http::Response open(const admin::Route& route, const std::string& id) const {
    std::string path(route.path);
    if (const auto at = path.find("{id}"); at != std::string::npos) path.replace(at, 4, id);
    return route.method == "GET" ? staff.get(path) : staff.post(path, {});
  }

  void check_nothing_foreign(const http::Response& page) const {
    for (const std::string& text : {foreign.mark, foreign.lead_id.text(), foreign.customer_id.text(),
                                    foreign.key_id.text(), foreign.user_id.text(), office_email}) {
      BOOST_TEST(!has(page, text), text);
    }
  }

  Staff staff;
  Partner own;
  Partner foreign;
  std::string office_email;
};

}  // namespace latchkey::test
