#include <boost/test/unit_test.hpp>
#include <future>
#include <regex>

#include "admin/staff.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "crypto/totp.hpp"
#include "forms/forgery.hpp"
#include "staff/passkeys/passkey_store.hpp"
#include "staff/passkeys/software_authenticator.hpp"
#include "staff/recovery_codes.hpp"
#include "staff/role_store.hpp"
#include "staff/second_factor.hpp"

using namespace latchkey;
using test::Asked;
using test::Fields;
using test::has;
using test::SoftwareAuthenticator;
using test::Staff;

namespace {

Fields fields_of(const staff::NewPasskeyAnswer& answer) {
  return {{"name", "Laptop"},
          {"client_data", crypto::hex(answer.client_data)},
          {"authenticator_data", crypto::hex(answer.authenticator_data)},
          {"public_key", crypto::hex(answer.public_key)}};
}

Fields fields_of(const staff::PasskeyAnswer& answer) {
  return {{"credential", crypto::hex(answer.credential_id)},
          {"client_data", crypto::hex(answer.client_data)},
          {"authenticator_data", crypto::hex(answer.authenticator_data)},
          {"signature", crypto::hex(answer.signature)},
          {"user_handle", crypto::hex(answer.user_handle)}};
}

std::string challenge_in(const http::Response& page) {
  static const std::regex pattern("data-challenge=\"([A-Za-z0-9_-]{43})\"");
  std::smatch found;
  return std::regex_search(page.body(), found, pattern) ? found[1].str() : "";
}

// Somebody with a laptop that keeps passkeys.
struct Desk : test::AdminArea {
  Desk() : staff(*this, staff::Permissions::all()) {}

  http::Response begin(const std::string& password = std::string(Staff::password)) const {
    return staff.post("/me/passkeys/new", {{"name", "Laptop"}, {"password", password}});
  }
  // What passkeys.js sends with a form that asks for a passkey.
  Fields use(SoftwareAuthenticator& authenticator, const Fields& more = {}) const {
    const auto page = staff.post("/me/passkeys/challenge", {});
    auto fields = fields_of(authenticator.get({.challenge = nlohmann::json::parse(page.body())["challenge"]}));
    fields.insert(fields.end(), more.begin(), more.end());
    return fields;
  }
  // The half session asks elsewhere.
  Fields use_after_password() {
    const auto page = staff.post("/code/passkey/challenge", {});
    return fields_of(laptop.get({.challenge = nlohmann::json::parse(page.body())["challenge"]}));
  }
  http::Response add_another(const SoftwareAuthenticator& another) {
    const auto page = staff.post("/me/passkeys/new", use(laptop, {{"name", "Another"}}));
    return staff.post("/me/passkeys", fields_of(another.create({.challenge = challenge_in(page)})));
  }
  http::Response add(const SoftwareAuthenticator& authenticator) const {
    return staff.post("/me/passkeys", fields_of(authenticator.create({.challenge = challenge_in(begin())})));
  }
  // Of the sign-in page, by a browser that has its anti-forgery value.
  http::Response post_sign_in(Fields fields) const {
    fields.emplace_back("form", browser.reveal());
    http::Request request;
    request.method = "POST";
    request.path = "/admin/sign-in";
    request.content_type = "application/x-www-form-urlencoded";
    request.headers.emplace_back("cookie", std::string(forms::form_cookie) + "=" + browser.reveal());
    request.body = test::form_body(fields);
    request.remote_address = address;
    return send(request);
  }
  std::string ask_to_sign_in() const {
    const auto answer = post_sign_in({{"passkey", "challenge"}});
    BOOST_REQUIRE(answer.status() == 200);
    return nlohmann::json::parse(answer.body())["challenge"];
  }
  http::Response sign_in_alone(const Asked& asked, const Fields& more = {}) {
    Fields fields = fields_of(laptop.get(asked));
    fields.emplace_back("passkey", "answer");
    fields.insert(fields.end(), more.begin(), more.end());
    return post_sign_in(fields);
  }
  // The half session of somebody who has shown the password.
  void show_password() {
    const auto response = post_sign_in({{"email", staff.email()}, {"password", std::string(Staff::password)}});
    BOOST_REQUIRE(response.status() == 303);
    staff.take_cookie(response);
  }
  void allow_alone(bool is_allowed = true) const {
    db().execute("UPDATE roles SET allows_passkey_alone = ? WHERE id = ?",
                 {is_allowed, staff::list_roles_of(db(), staff.id()).at(0).id});
  }
  std::size_t count_log(const char* action) const {
    return db().query("SELECT id FROM audit_log WHERE actor = ? AND action = ?", {staff.email(), action}).size();
  }

  Staff staff;
  SoftwareAuthenticator laptop;
  crypto::SecretToken browser = crypto::SecretToken::make();
  std::string address = test::new_address();
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(passkeys, Desk)

BOOST_AUTO_TEST_CASE(a_passkey_is_added_with_the_password_and_brings_recovery_codes_once) {
  BOOST_TEST(has(begin("wrong"), "This is not your password."));
  BOOST_TEST(staff.post("/me/passkeys", fields_of(laptop.create({.challenge = "x"}))).status() == 422);
  const auto first = add(laptop);
  BOOST_TEST(has(first, "Recovery codes"));
  BOOST_TEST(staff::count_recovery_codes(db(), staff.id()) == 10);
  BOOST_TEST(staff::list_passkeys(db(), staff.id()).size() == 1U);
  BOOST_TEST(count_log("user.passkey") == 1U);
  BOOST_TEST(has(add_another(laptop), "This passkey is there already."));
  BOOST_TEST(add_another(SoftwareAuthenticator(SoftwareAuthenticator::Kind::eddsa)).status() == 303);
  BOOST_TEST(staff::count_recovery_codes(db(), staff.id()) == 10);
  BOOST_TEST(has(staff.get("/me"), "Laptop"));
}

BOOST_AUTO_TEST_CASE(what_the_browser_makes_must_answer_this_sessions_challenge) {
  const std::string challenge = challenge_in(begin());
  Asked asked{.challenge = challenge};
  asked.origin = "https://evil.example.com";
  BOOST_TEST(staff.post("/me/passkeys", fields_of(laptop.create(asked))).status() == 422);
  asked = {.challenge = crypto::SecretToken::make().reveal()};
  BOOST_TEST(staff.post("/me/passkeys", fields_of(laptop.create(asked))).status() == 422);
  const Staff other(*this, staff::Permissions::all());
  BOOST_TEST(other.post("/me/passkeys", fields_of(laptop.create({.challenge = challenge}))).status() == 422);
  Fields no_script{{"name", "Laptop"}};
  BOOST_TEST(has(staff.post("/me/passkeys", no_script), "JavaScript"));
  db().execute("UPDATE passkey_challenges SET expires_at = UTC_TIMESTAMP(6)");
  BOOST_TEST(staff.post("/me/passkeys", fields_of(laptop.create({.challenge = challenge}))).status() == 422);
  BOOST_TEST(staff::list_passkeys(db(), staff.id()).empty());
}

// The password was shown by whoever has signed in, and may be known to others.
BOOST_AUTO_TEST_CASE(who_has_a_passkey_shows_it_before_a_factor_is_added_or_removed) {
  const auto codes = add(laptop).body();
  const std::string password(Staff::password);
  BOOST_TEST(staff.post("/me/passkeys/new", {{"name", "Mine"}, {"password", password}}).status() == 422);
  const auto path = "/me/passkeys/" + staff::list_passkeys(db(), staff.id()).at(0).id.text() + "/remove";
  BOOST_TEST(has(staff.get(path), "data-unless=\"present\""));
  BOOST_TEST(staff.post(path, {{"password", password}}).status() == 422);
  const auto page = staff.get("/me/second-factor");
  BOOST_TEST(!has(page, "name=\"password\""));
  SoftwareAuthenticator strange;
  BOOST_TEST(staff.post(path, use(strange)).status() == 422);
  // A challenge for using a passkey does not let one be made.
  const auto challenge = nlohmann::json::parse(staff.post("/me/passkeys/challenge", {}).body())["challenge"];
  BOOST_TEST(staff.post("/me/passkeys", fields_of(strange.create({.challenge = challenge}))).status() == 422);
  const auto sent = use(laptop, {{"name", "Another"}});
  BOOST_TEST(!challenge_in(staff.post("/me/passkeys/new", sent)).empty());
  BOOST_TEST(staff.post("/me/passkeys/new", sent).status() == 422);
  std::smatch found;
  BOOST_REQUIRE(std::regex_search(codes, found, std::regex("[A-Z2-7]{4}(-[A-Z2-7]{4}){3}")));
  BOOST_TEST(staff.post(path, {{"present", found[0]}}).status() == 303);
  BOOST_TEST(!staff::has_second_factor(db(), staff.id()));
}

BOOST_AUTO_TEST_CASE(as_a_second_factor_it_follows_the_password) {
  static_cast<void>(add(laptop));
  show_password();
  const auto page = staff.get("/users");
  BOOST_TEST(has(page, "Use a passkey"));
  BOOST_TEST(has(page, "data-known=\"" + crypto::hex(laptop.credential_id()) + "\""));
  const auto challenge = nlohmann::json::parse(staff.post("/code/passkey/challenge", {}).body())["challenge"];
  static_cast<void>(staff.get("/me/session"));                                // another tab takes nothing away
  auto fields = fields_of(laptop.get({.challenge = challenge, .flags = 1}));  // touched is enough after a password
  fields.emplace_back("to", "/admin/users");
  const auto right = staff.post("/code/passkey", fields);
  BOOST_TEST(right.status() == 303);
  BOOST_TEST(right.find_header("Location") == "/admin/users");
  BOOST_TEST(staff.get("/users").status() == 303);  // the half session has ended
  staff.take_cookie(right);
  BOOST_TEST(staff.get("/users").status() == 200);
  BOOST_TEST(count_log("staff.sign_in") == 1U);
  BOOST_TEST(staff::list_passkeys(db(), staff.id()).at(0).last_used_at.has_value());
}

BOOST_AUTO_TEST_CASE(each_answer_is_good_once_and_for_its_user) {
  static_cast<void>(add(laptop));
  SoftwareAuthenticator strange;
  Staff other(*this, staff::Permissions::all());
  BOOST_TEST(
      other
          .post("/me/passkeys",
                fields_of(strange.create(
                    {.challenge = challenge_in(other.post(
                         "/me/passkeys/new", {{"name", "Other"}, {"password", std::string(Staff::password)}}))})))
          .status() == 200);
  show_password();
  const auto ask = [&] {
    return nlohmann::json::parse(staff.post("/code/passkey/challenge", {}).body())["challenge"].get<std::string>();
  };
  BOOST_TEST(staff.post("/code/passkey", fields_of(strange.get({.challenge = ask()}))).status() == 401);
  BOOST_TEST(count_log("staff.sign_in_refused") == 0U);  // it stands under the name of whose passkey it was
  const auto answer = use_after_password();
  BOOST_TEST(staff.post("/code/passkey", answer).status() == 303);
  show_password();
  BOOST_TEST(staff.post("/code/passkey", answer).status() == 401);
  BOOST_TEST(count_log("staff.sign_in_refused") == 1U);
}

BOOST_AUTO_TEST_CASE(a_count_that_does_not_grow_tells_of_a_copy) {
  static_cast<void>(add(laptop));
  laptop.count = 7;
  show_password();
  BOOST_TEST(staff.post("/code/passkey", use_after_password()).status() == 303);
  laptop.count = 3;
  show_password();
  BOOST_TEST(staff.post("/code/passkey", use_after_password()).status() == 401);
}

BOOST_AUTO_TEST_CASE(alone_it_is_enough_where_every_role_allows_it_and_somebody_was_verified) {
  static_cast<void>(add(laptop));
  BOOST_TEST(sign_in_alone({.challenge = ask_to_sign_in()}).status() == 401);  // the role does not allow it
  allow_alone();
  BOOST_TEST(sign_in_alone({.challenge = ask_to_sign_in(), .flags = 1}).status() == 401);  // touched only
  laptop.user_handle = Uuid::make().bytes();
  BOOST_TEST(sign_in_alone({.challenge = ask_to_sign_in()}).status() == 401);
  laptop.user_handle = staff.id().bytes();
  const auto right = sign_in_alone({.challenge = ask_to_sign_in()}, {{"to", "/admin/users"}});
  BOOST_TEST(right.status() == 303);
  BOOST_TEST(right.find_header("Location") == "/admin/users");
  staff.take_cookie(right);
  BOOST_TEST(staff.get("/users").status() == 200);
  const auto rows = db().query("SELECT outcome FROM sign_in_attempts WHERE account_hash = ? ORDER BY id DESC LIMIT 1",
                               {crypto::sha256("staff-code:" + staff.id().text())});
  BOOST_TEST(rows.at(0).text("outcome") == "signed_in");  // Login activity knows whose it is
  const Uuid strict = Uuid::make();
  db().execute("INSERT INTO roles (id, name, created_at) VALUES (?, ?, UTC_TIMESTAMP(6))", {strict, strict.text()});
  db().execute("INSERT INTO user_roles (user_id, role_id) VALUES (?, ?)", {staff.id(), strict});
  BOOST_TEST(sign_in_alone({.challenge = ask_to_sign_in()}).status() == 401);
  db().execute("DELETE FROM user_roles WHERE role_id = ?", {strict});
  db().execute("UPDATE users SET disabled_at = UTC_TIMESTAMP(6) WHERE id = ?", {staff.id()});
  BOOST_TEST(sign_in_alone({.challenge = ask_to_sign_in()}).status() == 401);
}

BOOST_AUTO_TEST_CASE(a_challenge_of_the_sign_in_is_good_once_for_one_browser) {
  static_cast<void>(add(laptop));
  allow_alone();
  const std::string challenge = ask_to_sign_in();
  browser = crypto::SecretToken::make();
  BOOST_TEST(sign_in_alone({.challenge = challenge}).status() == 401);
  const std::string own = ask_to_sign_in();
  BOOST_TEST(sign_in_alone({.challenge = own}).status() == 303);
  BOOST_TEST(sign_in_alone({.challenge = own}).status() == 401);
  BOOST_TEST(sign_in_alone({.challenge = ask_to_sign_in()}).status() == 303);
}

// The two browsers are told apart by nothing: one answer sent twice, as a double click does.
BOOST_AUTO_TEST_CASE(an_answer_that_is_sent_twice_at_once_opens_one_session) {
  static_cast<void>(add(laptop));
  allow_alone();
  for (int round = 0; round < 20; ++round) {
    auto fields = fields_of(laptop.get({.challenge = ask_to_sign_in()}));
    fields.emplace_back("passkey", "answer");
    test::AdminArea second;
    auto other = std::async(std::launch::async, [&] {
      http::Request request;
      request.method = "POST";
      request.path = "/admin/sign-in";
      request.content_type = "application/x-www-form-urlencoded";
      request.headers.emplace_back("cookie", std::string(forms::form_cookie) + "=" + browser.reveal());
      auto sent = fields;
      sent.emplace_back("form", browser.reveal());
      request.body = test::form_body(sent);
      request.remote_address = address;
      return second.send(request).status();
    });
    const int here = post_sign_in(fields).status();
    const int there = other.get();
    BOOST_TEST((here == 303) + (there == 303) == 1, here << " and " << there);
  }
}

BOOST_AUTO_TEST_CASE(the_last_factor_that_a_role_needs_stays) {
  static_cast<void>(add(laptop));
  const auto path = "/me/passkeys/" + staff::list_passkeys(db(), staff.id()).at(0).id.text() + "/remove";
  const auto role = staff::list_roles_of(db(), staff.id()).at(0).id;
  db().execute("UPDATE roles SET requires_second_factor = TRUE WHERE id = ?", {role});
  BOOST_TEST(staff.get("/users").status() == 200);  // a passkey is a second factor
  BOOST_TEST(staff.post(path, use(laptop)).status() == 409);
  db().execute("UPDATE roles SET requires_second_factor = FALSE WHERE id = ?", {role});
  BOOST_TEST(staff.post(path, use(laptop)).status() == 303);
  BOOST_TEST(!staff::has_second_factor(db(), staff.id()));
  BOOST_TEST(staff::count_recovery_codes(db(), staff.id()) == 0);
  BOOST_TEST(staff.post(path, {{"password", std::string(Staff::password)}}).status() == 404);
}

BOOST_AUTO_TEST_CASE(a_recovery_code_lets_in_who_has_lost_the_passkey) {
  const auto page = add(laptop);
  std::smatch found;
  BOOST_REQUIRE(std::regex_search(page.body(), found, std::regex("[A-Z2-7]{4}(-[A-Z2-7]{4}){3}")));
  show_password();
  BOOST_TEST(staff.post("/code", {{"code", found[0]}}).status() == 303);
}

BOOST_AUTO_TEST_CASE(an_administrator_takes_all_factors_away) {
  static_cast<void>(add(laptop));
  const Staff administrator(*this, staff::Permissions::all());
  BOOST_TEST(administrator.post("/users/" + staff.id().text() + "/reset-factor", {}).status() == 303);
  BOOST_TEST(!staff::has_second_factor(db(), staff.id()));
  BOOST_TEST(staff.get("/users").status() == 303);  // its session has ended
}

BOOST_AUTO_TEST_SUITE_END()
