// What a partner's user sees of the admin area: every route, with what is his and with what is not.
#include <boost/test/unit_test.hpp>
#include <map>
#include <regex>

#include "admin/routes.hpp"
#include "admin/staff.hpp"
#include "api/keys/api_key_store.hpp"
#include "customers/statuses/status_care.hpp"
#include "staff/role_store.hpp"

using namespace latchkey;
using test::has;
using test::Staff;

namespace {

// What a route is for a partner's user.
enum class Door {
  closed,   // 403, whatever the id
  himself,  // his own account; nothing of anybody else can be on it
  list,     // 200 with what is his
  lead,     // 200 with the id of his lead; the id of another is as one that there is not
  customer,
  key,
  endpoint,
  delivery,
};

const std::map<std::string, Door> doors{
    {"GET ", Door::himself},
    {"GET /", Door::himself},
    {"POST /sign-out", Door::himself},
    {"GET /me", Door::himself},
    {"GET /me/session", Door::himself},
    {"POST /me/sessions/{id}/end", Door::himself},
    {"POST /me/password", Door::himself},
    {"GET /me/second-factor", Door::himself},
    {"POST /me/second-factor", Door::himself},
    {"POST /me/second-factor/remove", Door::himself},
    {"GET /me/passkeys/new", Door::himself},
    {"POST /me/passkeys/new", Door::himself},
    {"POST /me/passkeys", Door::himself},
    {"POST /me/passkeys/challenge", Door::himself},
    {"GET /me/passkeys/{id}/remove", Door::himself},
    {"POST /me/passkeys/{id}/remove", Door::himself},
    {"POST /me/key-mails", Door::closed},
    {"GET /api-keys", Door::list},
    {"GET /api-keys/new", Door::closed},
    {"POST /api-keys/new", Door::closed},
    {"GET /api-keys/{id}", Door::closed},
    {"POST /api-keys/{id}", Door::closed},
    {"GET /api-keys/{id}/calls", Door::key},
    {"GET /api-keys/{id}/revoke", Door::closed},
    {"POST /api-keys/{id}/revoke", Door::closed},
    {"GET /api-keys/{id}/rotate", Door::closed},
    {"POST /api-keys/{id}/rotate", Door::closed},
    {"GET /users", Door::closed},
    {"GET /users/new", Door::closed},
    {"POST /users/new", Door::closed},
    {"GET /users/{id}", Door::closed},
    {"POST /users/{id}", Door::closed},
    {"GET /users/{id}/password", Door::closed},
    {"POST /users/{id}/password", Door::closed},
    {"GET /users/{id}/disable", Door::closed},
    {"POST /users/{id}/disable", Door::closed},
    {"POST /users/{id}/enable", Door::closed},
    {"POST /users/{id}/reset-factor", Door::closed},
    {"POST /users/{id}/mail-password", Door::closed},
    {"GET /roles", Door::closed},
    {"GET /roles/new", Door::closed},
    {"POST /roles/new", Door::closed},
    {"GET /roles/{id}", Door::closed},
    {"POST /roles/{id}", Door::closed},
    {"GET /roles/{id}/remove", Door::closed},
    {"POST /roles/{id}/remove", Door::closed},
    {"GET /menus", Door::closed},
    {"GET /menus/new", Door::closed},
    {"POST /menus/new", Door::closed},
    {"GET /menus/{id}", Door::closed},
    {"POST /menus/{id}", Door::closed},
    {"GET /menus/{id}/remove", Door::closed},
    {"POST /menus/{id}/remove", Door::closed},
    {"GET /lead-statuses", Door::closed},
    {"GET /lead-statuses/new", Door::closed},
    {"POST /lead-statuses/new", Door::closed},
    {"GET /lead-statuses/{id}", Door::closed},
    {"POST /lead-statuses/{id}", Door::closed},
    {"GET /platforms", Door::closed},
    {"GET /platforms/new", Door::closed},
    {"POST /platforms/new", Door::closed},
    {"GET /platforms/groups", Door::closed},
    {"GET /platforms/groups/{id}", Door::closed},
    {"POST /platforms/groups/{id}", Door::closed},
    {"GET /platforms/groups/{id}/remove", Door::closed},
    {"POST /platforms/groups/{id}/remove", Door::closed},
    {"GET /platforms/accounts", Door::closed},
    {"GET /platforms/accounts/{id}", Door::closed},
    {"POST /platforms/accounts/{id}/retry", Door::closed},
    {"GET /platforms/accounts/{id}/resolve", Door::closed},
    {"POST /platforms/accounts/{id}/resolve", Door::closed},
    {"GET /platforms/accounts/{id}/renew-passwords", Door::closed},
    {"POST /platforms/accounts/{id}/renew-passwords", Door::closed},
    {"GET /platforms/{id}", Door::closed},
    {"GET /platforms/{id}/edit", Door::closed},
    {"POST /platforms/{id}/edit", Door::closed},
    {"POST /platforms/{id}/enable", Door::closed},
    {"POST /platforms/{id}/disable", Door::closed},
    {"POST /platforms/{id}/test", Door::closed},
    {"GET /platforms/{id}/groups/new", Door::closed},
    {"POST /platforms/{id}/groups/new", Door::closed},
    {"GET /webhooks", Door::list},
    {"GET /webhooks/{id}", Door::endpoint},
    {"GET /webhooks/deliveries/{id}", Door::delivery},
    {"GET /webhooks/new", Door::closed},
    {"POST /webhooks/new", Door::closed},
    {"POST /webhooks/deliveries/{id}/resend", Door::closed},
    {"GET /webhooks/{id}/edit", Door::closed},
    {"POST /webhooks/{id}/edit", Door::closed},
    {"POST /webhooks/{id}/enable", Door::closed},
    {"GET /webhooks/{id}/disable", Door::closed},
    {"POST /webhooks/{id}/disable", Door::closed},
    {"GET /webhooks/{id}/rotate", Door::closed},
    {"POST /webhooks/{id}/rotate", Door::closed},
    {"POST /webhooks/{id}/test", Door::closed},
    {"GET /webhooks/{id}/replay", Door::closed},
    {"POST /webhooks/{id}/replay", Door::closed},
    {"GET /webhooks/{id}/remove", Door::closed},
    {"POST /webhooks/{id}/remove", Door::closed},
    {"GET /customers", Door::list},
    {"POST /customers/export", Door::closed},
    {"GET /customers/{id}", Door::customer},
    {"GET /customers/{id}/edit", Door::closed},
    {"POST /customers/{id}/edit", Door::closed},
    {"POST /customers/{id}/notes", Door::closed},
    {"POST /customers/{id}/remove-note", Door::closed},
    {"GET /customers/{id}/block", Door::closed},
    {"POST /customers/{id}/block", Door::closed},
    {"POST /customers/{id}/unblock", Door::closed},
    {"POST /customers/{id}/end-sessions", Door::closed},
    {"POST /customers/{id}/login-link", Door::closed},
    {"POST /customers/{id}/send-password", Door::closed},
    {"POST /customers/{id}/send-link", Door::closed},
    {"GET /customers/{id}/personal-data", Door::closed},
    {"POST /customers/{id}/personal-data", Door::closed},
    {"POST /customers/{id}/erase", Door::closed},
    {"GET /leads/{id}/personal-data", Door::closed},
    {"POST /leads/{id}/personal-data", Door::closed},
    {"POST /leads/{id}/erase", Door::closed},
    {"GET /leads", Door::list},
    {"POST /leads/export", Door::closed},
    {"GET /leads/import", Door::closed},
    {"POST /leads/import", Door::closed},
    {"GET /leads/import/{id}", Door::closed},
    {"POST /leads/import/{id}", Door::closed},
    {"GET /leads/import/{id}/wrong-rows", Door::closed},
    {"POST /leads/import/{id}/take-in", Door::closed},
    {"POST /leads/import/{id}/discard", Door::closed},
    {"GET /leads/{id}", Door::lead},
    {"POST /leads/{id}/status", Door::closed},
    {"POST /leads/{id}/owner", Door::closed},
    {"POST /leads/{id}/notes", Door::closed},
    {"POST /leads/{id}/remove-note", Door::closed},
    {"GET /login-activity", Door::closed},
    {"GET /activity-log", Door::closed},
    {"POST /activity-log/export", Door::closed},
};

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

  [[nodiscard]] Uuid id_at(Door door) const {
    if (door == Door::endpoint) return endpoint_id;
    if (door == Door::delivery) return delivery_id;
    if (door == Door::lead) return lead_id;
    return door == Door::customer ? customer_id : key_id;
  }
};

struct Window : test::AdminArea {
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

// Without what changes from second to second.
std::string steady(const http::Response& page) {
  return std::regex_replace(page.body(), std::regex("data-seconds-left=\"[0-9]+\""), "");
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(own_window, Window)

BOOST_AUTO_TEST_CASE(every_route_shows_what_is_his_and_nothing_else) {
  std::size_t found = 0;
  for (const auto& route : admin::all_routes()) {
    const std::string name = std::string(route.method) + " " + std::string(route.path);
    BOOST_TEST_CONTEXT(name) {
      const auto door = doors.find(name);
      BOOST_REQUIRE_MESSAGE(door != doors.end(), "a new route needs a row in this table");
      ++found;
      if (name == "POST /sign-out") continue;
      const auto unknown = open(route, Uuid::make().text());
      check_nothing_foreign(unknown);
      for (const auto& id : {foreign.lead_id, foreign.customer_id, foreign.key_id, foreign.user_id, foreign.endpoint_id,
                             foreign.delivery_id}) {
        const auto answer = open(route, id.text());
        BOOST_TEST(answer.status() == unknown.status());
        if (door->second != Door::himself) BOOST_TEST(steady(answer) == steady(unknown));
        check_nothing_foreign(answer);
      }
      for (const auto& id : {own.lead_id, own.customer_id, own.key_id, own.user_id, own.endpoint_id, own.delivery_id}) {
        const auto answer = open(route, id.text());
        check_nothing_foreign(answer);
        if (door->second == Door::closed) BOOST_TEST(answer.status() == 403);
      }
      switch (door->second) {
        case Door::closed:
          BOOST_TEST(unknown.status() == 403);
          break;
        case Door::himself:
          BOOST_TEST(unknown.status() != 403);
          BOOST_TEST(unknown.status() != 500);
          break;
        case Door::list:
          BOOST_TEST(unknown.status() == 200);
          break;
        case Door::lead:
        case Door::customer:
        case Door::key:
        case Door::endpoint:
        case Door::delivery:
          BOOST_TEST(unknown.status() == 404);
          BOOST_TEST(open(route, own.id_at(door->second).text()).status() == 200);
          break;
      }
    }
  }
  BOOST_TEST(found == doors.size(), "a row of a route that is no more");
}

BOOST_AUTO_TEST_CASE(what_is_his_is_there) {
  BOOST_TEST(has(staff.get("/leads"), own.lead_id.text()));
  BOOST_TEST(has(staff.get("/customers"), own.customer_id.text()));
  BOOST_TEST(has(staff.get("/api-keys"), own.key_name));
  BOOST_TEST(has(staff.get("/api-keys/" + own.key_id.text() + "/calls"), "call" + own.mark));
  const auto lead = staff.get("/leads/" + own.lead_id.text());
  BOOST_TEST(has(lead, "utm" + own.mark));
  BOOST_TEST(has(lead, "In progress"));
  BOOST_TEST(has(staff.get("/customers/" + own.customer_id.text()), "ref" + own.mark));
  BOOST_TEST(staff.get("/").find_header("Location") == "/admin/customers");
}

BOOST_AUTO_TEST_CASE(what_his_endpoints_were_told_is_there) {
  BOOST_TEST(has(staff.get("/webhooks"), own.mark + ".example/hook"));
  const auto endpoint = staff.get("/webhooks/" + own.endpoint_id.text());
  BOOST_TEST(has(endpoint, "msg_" + own.delivery_id.text()));
  BOOST_TEST(!has(endpoint, "method=\"post\" action=\"/admin/webhooks"));
  const auto delivery = staff.get("/webhooks/deliveries/" + own.delivery_id.text());
  BOOST_TEST(has(delivery, own.lead_id.text()));
  BOOST_TEST(has(delivery, "answer" + own.mark));
}

// It may have been told of another partner's leads when it was his.
BOOST_AUTO_TEST_CASE(what_an_endpoint_was_told_of_others_stays_hidden) {
  const Uuid before = Uuid::make();
  deliver(before, own.endpoint_id, foreign);
  const auto endpoint = staff.get("/webhooks/" + own.endpoint_id.text());
  BOOST_TEST(!has(endpoint, before.text()));
  check_nothing_foreign(endpoint);
  BOOST_TEST(staff.get("/webhooks/deliveries/" + before.text()).status() == 404);
}

BOOST_AUTO_TEST_CASE(persons_are_shown_to_a_role_that_says_so_alone) {
  for (const auto& [reach_now, is_shown] :
       {std::pair{staff::Reach::own, false}, std::pair{staff::Reach::own_with_persons, true}}) {
    reach(reach_now);
    for (const std::string& path : {std::string("/leads"), std::string("/customers"), "/leads/" + own.lead_id.text(),
                                    "/customers/" + own.customer_id.text()}) {
      BOOST_TEST_CONTEXT(path) {
        const auto page = staff.get(path);
        BOOST_TEST(has(page, "First" + own.mark) == is_shown);
        BOOST_TEST((is_shown || !has(page, own.email)));
        BOOST_TEST((is_shown || !has(page, "99123456")));
        check_nothing_foreign(page);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_lead_whose_source_moves_away_is_no_longer_his) {
  db().execute("UPDATE leads SET source_user_id = ? WHERE id = ?", {foreign.user_id, own.lead_id});
  BOOST_TEST(!has(staff.get("/leads"), own.lead_id.text()));
  BOOST_TEST(staff.get("/leads/" + own.lead_id.text()).status() == 404);
  BOOST_TEST(staff.get("/customers/" + own.customer_id.text()).status() == 404);
}

BOOST_AUTO_TEST_CASE(searches_and_pages_reach_no_further) {
  for (const std::string& query : {"q=" + foreign.email, "q=" + foreign.mark, "q=" + foreign.lead_id.text(),
                                   "after=" + Uuid::parse("ffffffff-ffff-7fff-bfff-ffffffffffff").value().text(),
                                   "after=" + foreign.lead_id.text()}) {
    for (const std::string path : {"/leads", "/customers", "/api-keys"}) {
      BOOST_TEST_CONTEXT(path << " " << query) {
        const auto page = staff.get(path, query);
        BOOST_TEST(page.status() == 200);
        check_nothing_foreign(page);
      }
    }
  }
}

// Another key may have that id for a name.
BOOST_AUTO_TEST_CASE(a_key_that_is_named_like_an_id_opens_nothing) {
  db().execute("UPDATE api_keys SET name = ? WHERE id = ?", {own.key_id.text(), foreign.key_id});
  const auto page = staff.get("/api-keys/" + own.key_id.text() + "/calls");
  BOOST_TEST(!has(page, "call" + foreign.mark));
}

BOOST_AUTO_TEST_CASE(pages_follow_one_another) {
  for (int i = 0; i < 60; ++i) touch(own, test::new_email(), "2026-03-03 00:00:00");
  const auto count = [](const http::Response& page) {
    std::size_t rows = 0;
    for (auto at = page.body().find("/admin/leads/"); at != std::string::npos;
         at = page.body().find("/admin/leads/", at + 1)) {
      ++rows;
    }
    return rows;
  };
  const auto first = staff.get("/leads");
  BOOST_TEST(count(first) == 50U);
  std::smatch next;
  const std::string& body = first.body();
  BOOST_REQUIRE(std::regex_search(body, next, std::regex("after=([0-9a-f-]{36})")));
  BOOST_TEST(count(staff.get("/leads", "after=" + next[1].str())) == 11U);
}

// The narrowest of several roles counts, and who is narrowed is no administrator.
BOOST_AUTO_TEST_CASE(one_narrow_role_narrows_all) {
  const staff::Role wide{.id = Uuid::make(), .name = Uuid::make().text(), .permissions = staff::Permissions::all()};
  BOOST_REQUIRE((staff::create_role(db(), {"test", {}}, wide) == staff::RoleChange::done));
  db().execute("INSERT INTO user_roles (user_id, role_id) VALUES (?, ?)", {staff.id(), wide.id});
  BOOST_TEST(staff.get("/users").status() == 403);
  BOOST_TEST((staff::find_reach(db(), staff.id()) == staff::Reach::own));
  const auto before = staff::count_administrators(db());
  db().execute("UPDATE users SET password_hash = 'x' WHERE id = ?", {staff.id()});
  reach(staff::Reach::everything);
  BOOST_TEST(staff::count_administrators(db()).full == before.full + 1);
  BOOST_TEST(staff.get("/users").status() == 200);
  db().execute("UPDATE roles SET reach = 'unheard of' WHERE id = ?", {wide.id});
  BOOST_TEST((staff::find_reach(db(), staff.id()) == staff::Reach::own));
}

// Fields of the form of a role, as it stands on its page.
test::Fields form_of(const Staff& administrator, const Uuid& role, const std::string& name, const std::string& reach) {
  std::smatch seen;
  const std::string body = administrator.get("/roles/" + role.text()).body();
  BOOST_REQUIRE(std::regex_search(body, seen, std::regex("name=\"seen\" value=\"([0-9a-f]+)\"")));
  return {{"name", name}, {"seen", seen[1]}, {"permissions.leads:view", "1"}, {"reach", reach}};
}

BOOST_AUTO_TEST_CASE(the_form_of_a_role_says_how_far_it_reaches) {
  const Staff administrator(*this, staff::Permissions::all());
  const std::string name = Uuid::make().text();
  BOOST_TEST(
      administrator.post("/roles/new", {{"name", name}, {"permissions.leads:view", "1"}, {"reach", "own"}}).status() ==
      303);
  const auto stored = [&] { return staff::find_role(db(), name).value(); };
  BOOST_TEST((stored().reach == staff::Reach::own));
  BOOST_TEST(has(administrator.get("/roles"), "without personal data"));
  const std::string path = "/roles/" + stored().id.text();
  BOOST_TEST(administrator.post(path, form_of(administrator, stored().id, name, "own_with_persons")).status() == 303);
  BOOST_TEST((stored().reach == staff::Reach::own_with_persons));
  // A form from a page of the version before has no such field.
  auto old = form_of(administrator, stored().id, name, "");
  old.pop_back();
  BOOST_TEST(administrator.post(path, old).status() == 303);
  BOOST_TEST((stored().reach == staff::Reach::own_with_persons));
}

// Its users may have other roles, whose permissions would reach further too.
BOOST_AUTO_TEST_CASE(only_who_may_do_everything_widens_a_role_that_has_users) {
  staff::Permissions some;
  some.add({staff::Area::roles, staff::Level::edit});
  some.add({staff::Area::leads, staff::Level::view});
  const Staff keeper(*this, some);
  const std::string name = Uuid::make().text();
  BOOST_TEST(keeper.post("/roles/new", {{"name", name}, {"permissions.leads:view", "1"}, {"reach", "own"}}).status() ==
             303);
  const Uuid id = staff::find_role(db(), name).value().id;
  db().execute("INSERT INTO user_roles (user_id, role_id) VALUES (?, ?)", {staff.id(), id});
  BOOST_TEST(keeper.post("/roles/" + id.text(), form_of(keeper, id, name, "everything")).status() == 422);
  BOOST_TEST((staff::find_role(db(), name).value().reach == staff::Reach::own));
  const Staff administrator(*this, staff::Permissions::all());
  BOOST_TEST(administrator.post("/roles/" + id.text(), form_of(administrator, id, name, "everything")).status() == 303);
}

BOOST_AUTO_TEST_SUITE_END()
