// The start page of /admin/: each figure with its list, for whom may see it.
#include <boost/test/unit_test.hpp>

#include "admin/staff.hpp"
#include "api/keys/api_key_store.hpp"
#include "api/keys/full_limits.hpp"
#include "api/limits/counters.hpp"
#include "attempts/refused_links.hpp"
#include "staff/staff_session.hpp"

using namespace latchkey;
using staff::Area;
using staff::Level;
using test::has;
using test::Staff;

namespace {

staff::Permissions only(staff::Permission permission) {
  staff::Permissions permissions;
  permissions.add(permission);
  return permissions;
}

struct Start : test::AdminArea {
  Start() : staff(*this, staff::Permissions::all()) {}
  Uuid refuse_link(const std::string& outcome) const {
    const Uuid id = Uuid::make();
    db().execute(
        R"sql(
        INSERT INTO sign_in_attempts (id, attempted_at, method, outcome, address, request_id)
        VALUES (?, UTC_TIMESTAMP(6), 'token', ?, '192.0.2.9', 'r'))sql",
        {id, outcome});
    return id;
  }
  // One creation a day, five an hour.
  Uuid make_limited_key() const {
    api::KeyLimits limits;
    limits.per_day = 1;
    limits.per_hour = 5;
    const api::NewApiKey made{.name = "Limited " + Uuid::make().text(),
                              .expires_at = {},
                              .user_id = {},
                              .rights = {},
                              .allow_list = {},
                              .limits = limits};
    static_cast<void>(api::create_api_key(db(), {"test", {}}, made));
    return made.id;
  }
  // A creation from before the key had limits.
  void use(const Uuid& id) const {
    api::ApiKey key = test::make_key(db());
    key.id = id;
    static_cast<void>(
        customers::touch_lead(db(), test::make_person(test::new_email()), {}, api::make_touch_origin(key)));
    db().execute("UPDATE api_keys SET last_used_at = UTC_TIMESTAMP(6) WHERE id = ?", {id});
  }
  [[nodiscard]] DatabaseTime now() const {
    return api::parse_database_time(db().query("SELECT UTC_TIMESTAMP(6) AS now").at(0).text("now"));
  }
  Staff staff;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(start_page, Start)

BOOST_AUTO_TEST_CASE(every_figure_leads_to_its_list) {
  const auto page = staff.get("/");
  BOOST_TEST(page.status() == 200);
  for (const char* href :
       {"/admin/customers?from=", "/admin/leads?from=", "/admin/login-activity?outcome=refused_link",
        "/admin/platforms/accounts?state=unfinished", "/admin/platforms\"", "/admin/webhooks\"", "/admin/api-keys\""}) {
    BOOST_TEST(has(page, "class=\"tile"), href);
    BOOST_TEST(has(page, std::string("href=\"") + href), href);
  }
  BOOST_TEST(staff.get("").status() == 200);
}

BOOST_AUTO_TEST_CASE(new_customers_and_what_partners_bring_are_counted) {
  const auto key = test::make_key(db(), "Startpartner" + Uuid::make().text().substr(24));
  const auto person = test::make_person(test::new_email());
  const auto lead = customers::touch_lead(db(), person, {}, api::make_touch_origin(key));
  static_cast<void>(customers::insert_customer(db(), {Uuid::make(), person, "x", lead.id, key.id}));
  for (const char* query : {"", "days=90"}) {
    const auto page = staff.get("/", query);
    BOOST_TEST(has(page, key.source->name));
    BOOST_TEST(has(page, "New customers today"));
    BOOST_TEST(has(page, "a week ago"));
    BOOST_TEST(has(page, "<svg viewBox=\"0 0 "));
    BOOST_TEST(page.body().size() < 60'000U);
  }
  BOOST_TEST(has(staff.get("/"), "By day"));
  BOOST_TEST(has(staff.get("/", "days=90"), "By week"));
}

BOOST_AUTO_TEST_CASE(whoever_sees_one_list_alone_is_shown_that_figure_alone) {
  const Staff keys(*this, only({Area::api_keys, Level::view}));
  const auto page = keys.get("/");
  BOOST_TEST(has(page, "Keys that end soon"));
  BOOST_TEST(!has(page, "customers today"));
  BOOST_TEST(!has(page, "Refused links"));
  BOOST_TEST(!has(page, "By partner"));
  const Staff leads(*this, only({Area::leads, Level::view}));
  BOOST_TEST(has(leads.get("/"), "New leads today"));
  BOOST_TEST(!has(leads.get("/"), "New customers today"));
  const Staff menus(*this, only({Area::menus, Level::view}));
  BOOST_TEST(menus.get("/").find_header("Location") == "/admin/menus");
}

BOOST_AUTO_TEST_CASE(a_partner_is_led_to_what_is_his) {
  db().execute("UPDATE roles SET reach = 'own' WHERE id IN (SELECT role_id FROM user_roles WHERE user_id = ?)",
               {staff.id()});
  BOOST_TEST(staff.get("/").find_header("Location") == "/admin/customers");
}

BOOST_AUTO_TEST_CASE(refused_links_are_those_of_today_and_the_list_shows_them) {
  const auto before = attempts::count_refused_links_of_today(db());
  const auto id = refuse_link("expired");
  refuse_link("malformed");
  refuse_link("wrong_password");
  BOOST_TEST(attempts::count_refused_links_of_today(db()) == before + 2);
  db().execute("UPDATE sign_in_attempts SET id = ? WHERE id = ?",
               {Uuid::parse("01890000-0000-7000-8000-000000000001").value(), id});
  BOOST_TEST(attempts::count_refused_links_of_today(db()) == before + 1);
  const auto list = staff.get("/login-activity", "outcome=refused_link");
  BOOST_TEST(has(list, "cut short or damaged"));
  BOOST_TEST(!has(list, "<span class=\"badge bad\">wrong e-mail or password</span>"));
}

BOOST_AUTO_TEST_CASE(a_full_cap_is_counted_and_named_in_the_list) {
  const auto full = [&] {
    const auto page = staff.get("/").body();
    const auto at = page.find("Caps that are full");
    const auto begin = page.find("<strong>", at) + 8;
    return std::stoi(page.substr(begin, page.find('<', begin) - begin));
  };
  const auto before = full();
  const Uuid by_touches = make_limited_key();
  const Uuid by_counter = make_limited_key();
  BOOST_TEST(full() == before);
  use(by_touches);
  BOOST_TEST(full() == before + 1);
  BOOST_TEST(has(staff.get("/api-keys"), "full: perDay"));
  const api::Counter counter{api::Count::day, api::find_day("UTC", now()), "", 1};
  BOOST_TEST(api::take_place(db(), by_counter, counter));  // begins with its touches: none
  BOOST_TEST(api::take_place(db(), by_counter, counter));
  BOOST_TEST(full() == before + 2);
  db().execute("UPDATE api_key_counts SET window_start = window_start - INTERVAL 1 DAY WHERE api_key_id = ?",
               {by_counter});
  BOOST_TEST(full() == before + 1);
}

// However many keys there are, as long as they have a counter or were not used.
BOOST_AUTO_TEST_CASE(full_caps_of_all_keys_are_asked_for_at_once) {
  const auto statements = [&] {
    const auto executed = [&] {
      return std::stoll(db().query("SHOW SESSION STATUS LIKE 'Com_stmt_execute'").at(0).text("Value"));
    };
    const auto keys = api::list_api_keys(db());
    const auto before = executed();
    static_cast<void>(api::list_full_limits(db(), keys));
    return executed() - before;
  };
  make_limited_key();
  const auto few = statements();
  for (int i = 0; i < 20; ++i) make_limited_key();
  BOOST_TEST(statements() == few);
}

BOOST_AUTO_TEST_CASE(own_sessions_are_listed_and_ended) {
  const std::string first = staff.cookie();
  const auto hash =
      db().query("SELECT password_hash FROM users WHERE id = ?", {staff.id()}).at(0).text("password_hash");
  const auto second = staff::open_staff_session(
      db(), {.user = staff.id(), .password_hash = hash, .address = "192.0.2.77", .lifetime = std::chrono::hours{1}});
  BOOST_REQUIRE(second.has_value());
  const auto page = staff.get("/me");
  BOOST_TEST(has(page, "192.0.2.77"));
  BOOST_TEST(has(page, "this session"));
  const auto other =
      db().query("SELECT id FROM staff_sessions WHERE user_id = ? AND address = '192.0.2.77'", {staff.id()})
          .at(0)
          .uuid("id");
  const Staff stranger(*this, staff::Permissions::all());
  BOOST_TEST(stranger.post("/me/sessions/" + other.text() + "/end", {}).status() == 303);
  BOOST_TEST(staff::is_staff_session_open(db(), other));
  BOOST_TEST(staff.post("/me/sessions/" + other.text() + "/end", {}).status() == 303);
  BOOST_TEST(!staff::is_staff_session_open(db(), other));
  BOOST_TEST(staff.get("/me").status() == 200);
}

BOOST_AUTO_TEST_CASE(users_show_the_second_factor_and_the_last_sign_in) {
  const auto at = db().query("SELECT last_sign_in_at FROM users WHERE id = ?", {staff.id()}).at(0);
  BOOST_TEST(!at.is_null("last_sign_in_at"));
  const auto page = staff.get("/users");
  BOOST_TEST(has(page, "data-label=\"Second factor\""));
  BOOST_TEST(has(page, at.text("last_sign_in_at").substr(0, 19)));
}

BOOST_AUTO_TEST_SUITE_END()
