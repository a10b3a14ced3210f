#include "admin/sign_in/sign_in_page.hpp"

#include <boost/test/unit_test.hpp>

#include "admin/staff.hpp"
#include "base/utf8.hpp"
#include "staff/staff_session.hpp"

using namespace latchkey;
using test::Staff;

namespace {

http::Request sign_in(const std::string& email, const std::string& password, const std::string& to = "") {
  http::Request request;
  request.method = "POST";
  request.path = "/admin/sign-in";
  request.content_type = "application/x-www-form-urlencoded";
  request.body = test::form_body({{"email", email}, {"password", password}, {"to", to}});
  request.remote_address = test::new_address();
  return request;
}

const std::string right(Staff::password);

}  // namespace

BOOST_FIXTURE_TEST_SUITE(staff_sign_in, test::AdminArea)

BOOST_AUTO_TEST_CASE(the_right_password_opens_a_session_of_its_own_cookie) {
  const Staff staff(*this, staff::Permissions::all());
  const auto response = send(sign_in(" " + upper_ascii(staff.email()), right));
  BOOST_TEST(response.status() == 303);
  BOOST_TEST(response.find_header("Location") == "/admin/");
  const auto cookie = response.find_header("Set-Cookie");
  for (const char* part : {"__Host-staff=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"}) {
    BOOST_TEST(cookie.find(part) != std::string_view::npos, part);
  }
}

BOOST_AUTO_TEST_CASE(unknown_wrong_disabled_and_passwordless_look_the_same) {
  const Staff staff(*this, staff::Permissions::all());
  const Staff disabled(*this, staff::Permissions::all());
  db().execute("UPDATE users SET disabled_at = UTC_TIMESTAMP(6) WHERE id = ?", {disabled.id()});
  const Staff passwordless(*this, staff::Permissions::all());
  db().execute("UPDATE users SET password_hash = NULL WHERE id = ?", {passwordless.id()});
  for (const auto& [email, password] : test::Fields{{staff.email(), "wrong"},
                                                    {"nobody@example.com", right},
                                                    {disabled.email(), right},
                                                    {passwordless.email(), right},
                                                    {"", ""}}) {
    const auto response = send(sign_in(email, password));
    BOOST_TEST(response.status() == 401);
    BOOST_TEST(test::has(response, "The e-mail or the password is not right"));
    BOOST_TEST(response.find_header("Set-Cookie").find("staff") == std::string_view::npos);
  }
}

BOOST_AUTO_TEST_CASE(the_activity_log_names_who_came_in_and_whose_e_mail_was_refused) {
  const Staff staff(*this, staff::Permissions::all());
  const std::string stranger = test::new_email();
  const auto lines = [&](const std::string& actor) {
    std::string text;
    for (const auto& row : db().query("SELECT action, address FROM audit_log WHERE actor = ? ORDER BY id", {actor})) {
      text += row.text("action") + (row.text_or("address", "").starts_with("2001:db8:") ? " " : " nowhere ");
    }
    return text;
  };
  BOOST_TEST(send(sign_in(staff.email(), "wrong")).status() == 401);
  BOOST_TEST(send(sign_in(" " + upper_ascii(staff.email()), right)).status() == 303);
  BOOST_TEST(lines(staff.email()) == "staff.sign_in_refused staff.sign_in ");
  BOOST_TEST(send(sign_in(stranger, "wrong")).status() == 401);
  BOOST_TEST(lines(stranger) == "staff.sign_in_refused ");
  const std::string secret = "typed into the wrong field";
  BOOST_TEST(send(sign_in(secret, "")).status() == 401);
  BOOST_TEST(send(sign_in(std::string(300, 'a') + "@example.com", "")).status() == 401);
  BOOST_TEST(lines(secret) == "");
  BOOST_TEST(lines("(no e-mail address)").starts_with("staff.sign_in_refused staff.sign_in_refused "));
}

BOOST_AUTO_TEST_CASE(the_sixth_attempt_at_an_account_is_throttled) {
  const Staff staff(*this, staff::Permissions::all());
  const std::string address = test::new_address();
  const auto attempt = [&](const std::string& password) {
    auto request = sign_in(staff.email(), password);
    request.remote_address = address;
    return send(request);
  };
  for (int i = 0; i < 5; ++i) BOOST_TEST(attempt("wrong").status() == 401);
  const auto refused = attempt(right);
  BOOST_TEST(refused.status() == 429);
  BOOST_TEST(refused.find_header("Retry-After").size() == 3U);
  BOOST_TEST(test::has(refused, "Please try again in 15 minutes."));
  BOOST_TEST(send(sign_in(staff.email(), right)).status() == 303);  // from elsewhere
}

BOOST_AUTO_TEST_CASE(only_a_path_of_the_admin_area_is_followed) {
  const Staff staff(*this, staff::Permissions::all());
  for (const auto& [to, location] : test::Fields{{"/admin/api-keys", "/admin/api-keys"},
                                                 {"/admin/customers?q=a%20b", "/admin/customers?q=a%20b"},
                                                 {"", "/admin/"},
                                                 {"/dashboard", "/admin/"},
                                                 {"//elsewhere.example/admin/", "/admin/"},
                                                 {"https://elsewhere.example/", "/admin/"},
                                                 {"/admin/../dashboard", "/admin/"},
                                                 {"/admin/\\elsewhere", "/admin/"},
                                                 {"/admin/sign-out", "/admin/"}}) {
    BOOST_TEST_CONTEXT(to) { BOOST_TEST(send(sign_in(staff.email(), right, to)).find_header("Location") == location); }
  }
}

BOOST_AUTO_TEST_CASE(a_form_of_another_site_signs_nobody_in) {
  const Staff staff(*this, staff::Permissions::all());
  auto request = sign_in(staff.email(), right);
  request.headers = {{"origin", "https://elsewhere.example"}};
  BOOST_TEST(send(request).status() == 403);
}

BOOST_AUTO_TEST_CASE(a_new_sign_in_ends_this_browsers_session) {
  const Staff staff(*this, staff::Permissions::all());
  auto request = sign_in(staff.email(), right);
  request.headers = {{"cookie", "__Host-staff=" + staff.cookie()}};
  BOOST_TEST(send(request).status() == 303);
  BOOST_TEST(staff.get("/me").status() == 303);
}

BOOST_AUTO_TEST_SUITE_END()
