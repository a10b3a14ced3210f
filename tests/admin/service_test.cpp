#include "admin/service.hpp"

#include <boost/test/unit_test.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "admin/routes.hpp"
#include "admin/staff.hpp"
#include "staff/staff_session.hpp"

using namespace latchkey;
using test::Staff;

namespace {

staff::Permissions only(staff::Permission permission) {
  staff::Permissions permissions;
  permissions.add(permission);
  return permissions;
}

std::string with_id(std::string path) {
  const auto at = path.find("{id}");
  if (at != std::string::npos) path.replace(at, 4, Uuid::make().text());
  return path;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(admin_service, test::AdminArea)

BOOST_AUTO_TEST_CASE(every_route_is_closed_to_every_permission_but_its_own) {
  const staff::Permissions all = staff::Permissions::all();
  for (const auto& granted : all.granted()) {
    const Staff staff(*this, only(granted));
    for (const auto& route : admin::all_routes()) {
      if (route.path == "/sign-out") continue;
      BOOST_TEST_CONTEXT(staff::permission_name(granted) << " at " << route.method << ' ' << route.path) {
        const std::string path = with_id(std::string(route.path));
        const auto response = route.method == "GET" ? staff.get(path) : staff.post(path, {});
        const bool is_allowed = route.is_open_to(only(granted));
        BOOST_TEST((response.status() == 403) == !is_allowed, "status " << response.status());
        BOOST_TEST(response.status() != 500);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(nobody_without_a_session_gets_anywhere) {
  for (const auto& route : admin::all_routes()) {
    BOOST_TEST_CONTEXT(route.method << ' ' << route.path) {
      http::Request request;
      request.method = route.method;
      request.path = "/admin" + with_id(std::string(route.path));
      request.content_type = "application/x-www-form-urlencoded";
      const auto response = send(request);
      BOOST_TEST(response.status() == (route.method == "GET" ? 303 : 401));
      if (route.method == "GET") BOOST_TEST(response.find_header("Location").starts_with("/admin/sign-in"));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_post_without_this_sessions_form_value_is_refused) {
  const Staff staff(*this, staff::Permissions::all());
  const Staff other(*this, staff::Permissions::all());
  for (const auto& route : admin::all_routes()) {
    if (route.method != "POST") continue;
    BOOST_TEST_CONTEXT(route.path) {
      const std::string path = with_id(std::string(route.path));
      BOOST_TEST(staff.post_bare(path, {}).status() == 403);
      BOOST_TEST(staff.post_bare(path, {{"csrf", ""}}).status() == 403);
      BOOST_TEST(staff.post_bare(path, {{"csrf", other.form_value()}}).status() == 403);
      BOOST_TEST(staff.post_bare(path, {{"csrf", staff.cookie()}}).status() == 403);
    }
  }
  BOOST_TEST(staff.get("/api-keys").status() == 200);  // not even signed out
}

BOOST_AUTO_TEST_CASE(a_post_from_another_site_is_refused_whatever_it_carries) {
  const Staff staff(*this, staff::Permissions::all());
  http::Request request;
  request.method = "POST";
  request.path = "/admin/sign-out";
  request.content_type = "application/x-www-form-urlencoded";
  request.body = "csrf=" + staff.form_value();
  request.headers = {{"cookie", "__Host-staff=" + staff.cookie()}, {"origin", "https://elsewhere.example"}};
  BOOST_TEST(send(request).status() == 403);
  request.headers[1] = {"sec-fetch-site", "cross-site"};
  BOOST_TEST(send(request).status() == 403);
  BOOST_TEST(staff.get("/me").status() != 303);
}

BOOST_AUTO_TEST_CASE(a_page_tells_when_the_session_ends_and_the_button_begins_the_idle_time_anew) {
  const Staff staff(*this, staff::Permissions::all());
  const auto fresh = staff.get("/api-keys");
  BOOST_TEST((test::has(fresh, "data-seconds-left=\"900\"") || test::has(fresh, "data-seconds-left=\"89")));
  db().execute_text("SET timestamp = UNIX_TIMESTAMP(NOW(6)) + 790");
  const auto answer = staff.get("/me/session");
  BOOST_TEST(answer.status() == 200);
  BOOST_TEST(answer.body() == R"({"secondsLeft":900})");
  db().execute_text("SET timestamp = @@timestamp + 30");
  BOOST_TEST(test::has(staff.get("/api-keys"), "data-seconds-left=\"8"));  // 870: it is written once a minute
  db().execute("UPDATE staff_sessions SET expires_at = UTC_TIMESTAMP(6) + INTERVAL 100 SECOND WHERE user_id = ?",
               {staff.id()});
  BOOST_TEST(staff.get("/me/session").body() == R"({"secondsLeft":100})");  // not beyond the session's life
  db().execute_text("SET timestamp = DEFAULT");
}

BOOST_AUTO_TEST_CASE(a_form_sent_too_late_leads_back_to_its_page) {
  const Staff staff(*this, staff::Permissions::all());
  http::Request request = staff.request("POST", "/users/new", {{"csrf", "x"}});
  struct Row {
    std::string referrer;
    std::string to;
  };
  for (const Row& row :
       {Row{config().base_url + "/admin/users/new", "/admin/users/new"},
        Row{config().base_url + "/admin/customers?q=a", "/admin/customers?q=a"},
        Row{config().base_url + "/admin/customers/1/login-link", ""}, Row{config().base_url + "/dashboard", ""},
        Row{"https://elsewhere.example/admin/users", ""}, Row{"", ""}}) {
    BOOST_TEST_CONTEXT(row.referrer) {
      request.headers = {{"referer", row.referrer}};
      const auto answer = send(request);
      BOOST_TEST(answer.status() == 401);
      BOOST_TEST(test::has(answer, "name=\"to\" value=\"" + row.to + "\""));
    }
  }
}

BOOST_AUTO_TEST_CASE(whoever_signs_out_is_told_so) {
  const Staff staff(*this, staff::Permissions::all());
  const auto out = staff.post("/sign-out", {});
  BOOST_TEST(out.find_header("Set-Cookie").find("__Host-flash=signed_out") != std::string_view::npos);
  http::Request request;
  request.method = "GET";
  request.path = "/admin/sign-in";
  request.headers = {{"cookie", "__Host-flash=signed_out"}};
  BOOST_TEST(test::has(send(request), "<p class=\"notice good\" role=\"status\">You are signed out.</p>"));
}

BOOST_AUTO_TEST_CASE(no_form_refers_to_a_description_that_is_not_there) {
  const Staff staff(*this, staff::Permissions::all());
  const std::regex described("aria-describedby=\"([^\"]*)\"");
  const std::regex ids(" id=\"([^\"]*)\"");
  std::vector<http::Response> pages;
  for (const auto& route : admin::all_routes()) {
    if (route.method == "GET" && route.path.find('{') == std::string_view::npos) {
      pages.push_back(staff.get(std::string(route.path)));
    }
    if (route.method == "POST" && route.path.ends_with("/new") && route.path.find('{') == std::string_view::npos) {
      pages.push_back(staff.post(std::string(route.path), {}));  // with errors
    }
  }
  for (const auto& page : pages) {
    const std::string& body = page.body();
    std::multiset<std::string> known;
    for (auto id = std::sregex_iterator(body.begin(), body.end(), ids); id != std::sregex_iterator(); ++id) {
      BOOST_TEST(!known.contains((*id)[1]), "twice: " << (*id)[1]);
      known.insert((*id)[1]);
    }
    for (auto found = std::sregex_iterator(body.begin(), body.end(), described); found != std::sregex_iterator();
         ++found) {
      std::istringstream names((*found)[1]);
      for (std::string name; names >> name;) BOOST_TEST(known.contains(name), name);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_session_ends_after_fifteen_idle_minutes) {
  const Staff staff(*this, staff::Permissions::all());
  db().execute_text("SET timestamp = UNIX_TIMESTAMP(NOW(6)) + 898");
  BOOST_TEST(staff.get("/api-keys").status() == 200);
  db().execute_text("SET timestamp = @@timestamp + 898");  // it was seen: the time begins anew
  BOOST_TEST(staff.get("/api-keys").status() == 200);
  db().execute_text("SET timestamp = @@timestamp + 901");
  BOOST_TEST(staff.get("/api-keys").status() == 303);
  db().execute_text("SET timestamp = DEFAULT");
}

BOOST_AUTO_TEST_CASE(a_session_of_twelve_hours_ends_however_busy) {
  const Staff staff(*this, staff::Permissions::all());
  for (int minutes = 10; minutes < 12 * 60; minutes += 10) {
    db().execute(
        R"sql(
        UPDATE staff_sessions
        SET created_at = created_at - INTERVAL 600 SECOND, expires_at = expires_at - INTERVAL 600 SECOND
        WHERE user_id = ?)sql",
        {staff.id()});
  }
  BOOST_TEST(staff.get("/api-keys").status() == 200);
  db().execute("UPDATE staff_sessions SET expires_at = expires_at - INTERVAL 600 SECOND WHERE user_id = ?",
               {staff.id()});
  BOOST_TEST(staff.get("/api-keys").status() == 303);
}

BOOST_AUTO_TEST_CASE(sign_out_ends_the_session) {
  const Staff staff(*this, staff::Permissions::all());
  BOOST_TEST(staff.post("/sign-out", {}).find_header("Location") == "/admin/sign-in");
  BOOST_TEST(staff.get("/api-keys").status() == 303);
}

BOOST_AUTO_TEST_CASE(a_disabled_user_is_out_at_once) {
  const Staff staff(*this, staff::Permissions::all());
  db().execute("UPDATE users SET disabled_at = UTC_TIMESTAMP(6) WHERE id = ?", {staff.id()});
  BOOST_TEST(staff.get("/api-keys").status() == 303);
}

BOOST_AUTO_TEST_CASE(every_answer_has_the_headers_that_keep_it_safe) {
  const Staff staff(*this, staff::Permissions::all());
  for (const char* path : {"/api-keys", "/nothing", "/"}) {
    BOOST_TEST_CONTEXT(path) {
      const auto response = staff.get(path);
      const auto policy = response.find_header("Content-Security-Policy");
      BOOST_TEST(policy.find("default-src 'none'") != std::string_view::npos);
      BOOST_TEST(policy.find("unsafe") == std::string_view::npos);
      BOOST_TEST(policy.find("frame-ancestors 'none'") != std::string_view::npos);
      BOOST_TEST(response.find_header("Cache-Control") == "no-store");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_method_that_a_page_does_not_know_is_a_405) {
  const Staff staff(*this, staff::Permissions::all());
  const auto response = staff.post("/api-keys", {});
  BOOST_TEST(response.status() == 405);
  BOOST_TEST(response.find_header("Allow") == "GET, HEAD");
}

BOOST_AUTO_TEST_CASE(no_page_weighs_more_than_60_kilobytes) {
  const Staff staff(*this, staff::Permissions::all());
  for (const auto& route : admin::all_routes()) {
    if (route.method != "GET" || route.path.find('{') != std::string_view::npos) continue;
    BOOST_TEST_CONTEXT(route.path) { BOOST_TEST(staff.get(std::string(route.path)).body().size() < 60'000U); }
  }
}

BOOST_AUTO_TEST_SUITE_END()
