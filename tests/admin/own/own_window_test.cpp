// What a partner's user sees of the admin area: every route, with what is his and with what is not.
#include "admin/own/own_window.hpp"

#include <boost/test/unit_test.hpp>
#include <regex>

using namespace latchkey;
using test::has;
using test::partner_routes;
using test::PartnerRoute;
using test::Staff;
using test::Window;

namespace {

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
      const auto row = partner_routes.find(name);
      BOOST_REQUIRE_MESSAGE(row != partner_routes.end(), "a new route needs a row in partner_routes.hpp");
      ++found;
      if (name == "POST /sign-out") continue;
      const auto unknown = open(route, Uuid::make().text());
      check_nothing_foreign(unknown);
      for (const auto& id : {foreign.lead_id, foreign.customer_id, foreign.key_id, foreign.user_id, foreign.endpoint_id,
                             foreign.delivery_id}) {
        const auto answer = open(route, id.text());
        BOOST_TEST(answer.status() == unknown.status());
        if (row->second != PartnerRoute::himself) BOOST_TEST(steady(answer) == steady(unknown));
        check_nothing_foreign(answer);
      }
      for (const auto& id : {own.lead_id, own.customer_id, own.key_id, own.user_id, own.endpoint_id, own.delivery_id}) {
        const auto answer = open(route, id.text());
        check_nothing_foreign(answer);
        if (row->second == PartnerRoute::closed) BOOST_TEST(answer.status() == 403);
      }
      switch (row->second) {
        case PartnerRoute::closed:
          BOOST_TEST(unknown.status() == 403);
          break;
        case PartnerRoute::himself:
          BOOST_TEST(unknown.status() != 403);
          BOOST_TEST(unknown.status() != 500);
          break;
        case PartnerRoute::list:
          BOOST_TEST(unknown.status() == 200);
          break;
        case PartnerRoute::lead:
        case PartnerRoute::customer:
        case PartnerRoute::key:
        case PartnerRoute::endpoint:
        case PartnerRoute::delivery:
          BOOST_TEST(unknown.status() == 404);
          BOOST_TEST(open(route, own.id_at(row->second).text()).status() == 200);
          break;
      }
    }
  }
  BOOST_TEST(found == partner_routes.size(), "a row of a route that is no more");
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
