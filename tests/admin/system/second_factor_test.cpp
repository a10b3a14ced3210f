#include "staff/second_factor.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <future>
#include <regex>

#include "admin/staff.hpp"
#include "crypto/password.hpp"
#include "crypto/secret_box.hpp"
#include "crypto/totp.hpp"
#include "staff/recovery_codes.hpp"
#include "staff/role_store.hpp"
#include "staff/sign_in/staff_sign_in.hpp"
#include "staff/staff_session.hpp"
#include "staff/user_store.hpp"
#include "support/http_client.hpp"
#include "support/run_together.hpp"

using namespace latchkey;
using test::Fields;
using test::has;
using test::Staff;

namespace {

struct Phone : test::AdminArea {
  Phone() : staff(*this, staff::Permissions::all()) {}

  // Turns the second factor on as the page does, and returns the page with the recovery codes.
  http::Response turn_on() {
    const auto page = staff.get("/me/second-factor");
    std::smatch found;
    BOOST_TEST(std::regex_search(page.body(), found, std::regex("name=\"secret\" value=\"([A-Z2-7]{32})\"")));
    secret = crypto::parse_base32(found[1].str()).value();
    return staff.post("/me/second-factor",
                      {{"secret", found[1]}, {"code", code_in(0)}, {"password", std::string(Staff::password)}});
  }
  // The code that the phone shows so many steps from now.
  std::string code_in(std::uint64_t steps) const {
    return crypto::totp_code(secret, staff::unix_time(db()) / 30 + steps);
  }
  std::int64_t count_open_sessions(const std::string& condition) const {
    return db()
        .query("SELECT COUNT(*) AS count FROM staff_sessions WHERE ended_at IS NULL AND user_id = ? AND " + condition,
               {staff.id()})
        .at(0)
        .integer("count");
  }
  std::string stored_secret() const {
    return db().query("SELECT secret FROM second_factors WHERE user_id = ?", {staff.id()}).at(0).text("secret");
  }
  http::Response sign_in() {
    http::Request request;
    request.method = "POST";
    request.path = "/admin/sign-in";
    request.content_type = "application/x-www-form-urlencoded";
    request.body = test::form_body({{"email", staff.email()}, {"password", std::string(Staff::password)}});
    request.remote_address = test::new_address();
    auto response = send(request);
    staff.take_cookie(response);
    return response;
  }
  Staff staff;
  std::string secret;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(second_factor, Phone)

BOOST_AUTO_TEST_CASE(the_password_alone_opens_nothing_but_the_page_that_asks_for_the_code) {
  BOOST_TEST(has(turn_on(), "Recovery codes"));
  BOOST_TEST(sign_in().status() == 303);
  for (const char* path : {"/", "/users", "/api-keys", "/me", "/me/second-factor"}) {
    const auto page = staff.get(path);
    BOOST_TEST(has(page, "one-time-code"), path);
    BOOST_TEST(!has(page, "href=\"/admin/users"), path);
  }
  BOOST_TEST(has(staff.post("/api-keys/new", {{"name", "Sneaked in"}}), "one-time-code"));
  BOOST_TEST(staff.post("/code", {{"code", "000000"}}).status() == 401);
  BOOST_TEST(staff.post("/code", {{"code", code_in(0)}}).status() == 401);  // the one it was turned on with
  const std::string before = staff.cookie();
  BOOST_TEST(has(staff.get("/customers", "q=a%20b"), "name=\"to\" value=\"/admin/customers?q=a%20b\""));
  BOOST_TEST(
      has(staff.post("/code", {{"code", "000000"}, {"to", "/admin/users"}}), "name=\"to\" value=\"/admin/users\""));
  BOOST_TEST(has(staff.get("/me"), "action=\"/admin/sign-out\""));
  const auto right = staff.post("/code", {{"code", code_in(1)}, {"to", "/admin/customers?q=a%20b"}});
  BOOST_TEST(right.status() == 303);
  BOOST_TEST(right.find_header("Location") == "/admin/customers?q=a%20b");
  BOOST_TEST(staff.get("/users").status() == 303);  // the half session has ended
  staff.take_cookie(right);
  BOOST_TEST(staff.cookie() != before);
  BOOST_TEST(staff.get("/users").status() == 200);
}

BOOST_AUTO_TEST_CASE(no_page_of_the_second_factor_is_a_dead_end) {
  const auto role = staff::list_roles_of(db(), staff.id()).at(0);
  db().execute("UPDATE roles SET requires_second_factor = TRUE WHERE id = ?", {role.id});
  const auto needed = staff.get("/me/second-factor");
  BOOST_TEST(!has(needed, ">Cancel<"));  // it would lead back here
  BOOST_TEST(has(needed, ">Sign out</button>"));
  const auto codes = turn_on();
  for (const char* part : {"href=\"/admin/\">Continue", ">Copy<", ">Download<", ">Print<"})
    BOOST_TEST(has(codes, part), part);
  BOOST_TEST(has(staff.get("/me/second-factor"), ">Cancel<"));
}

BOOST_AUTO_TEST_CASE(a_sign_in_with_a_second_factor_is_in_the_activity_log_once_it_is_complete) {
  static_cast<void>(turn_on());
  const auto count = [&](const char* action) {
    return db().query("SELECT id FROM audit_log WHERE actor = ? AND action = ?", {staff.email(), action}).size();
  };
  static_cast<void>(sign_in());
  BOOST_TEST(count("staff.sign_in") == 0U);
  BOOST_TEST(staff.post("/code", {{"code", "000000"}}).status() == 401);
  BOOST_TEST(count("staff.sign_in_refused") == 1U);
  BOOST_TEST(staff.post("/code", {{"code", code_in(1)}}).status() == 303);
  BOOST_TEST(count("staff.sign_in") == 1U);
}

BOOST_AUTO_TEST_CASE(a_recovery_code_is_good_once) {
  const auto page = turn_on();
  std::smatch found;
  BOOST_TEST(std::regex_search(page.body(), found, std::regex("[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}")));
  BOOST_TEST(staff::count_recovery_codes(db(), staff.id()) == 10);
  static_cast<void>(sign_in());
  const auto right = staff.post("/code", {{"code", found[0]}});
  BOOST_TEST(right.status() == 303);
  BOOST_TEST(staff::count_recovery_codes(db(), staff.id()) == 9);
  static_cast<void>(sign_in());
  BOOST_TEST(staff.post("/code", {{"code", found[0]}}).status() == 401);
  BOOST_TEST(stored_secret().find(secret) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(after_five_wrong_codes_the_right_one_waits) {
  static_cast<void>(turn_on());
  static_cast<void>(sign_in());
  for (int i = 0; i < 5; ++i) BOOST_TEST(staff.post("/code", {{"code", "000000"}}).status() == 401);
  const auto refused = staff.post("/code", {{"code", code_in(1)}});
  BOOST_TEST(refused.status() == 401);
  BOOST_TEST(has(refused, "too many wrong codes"));
}

BOOST_AUTO_TEST_CASE(a_role_can_require_it) {
  const auto role = staff::list_roles_of(db(), staff.id()).at(0);
  db().execute("UPDATE roles SET requires_second_factor = TRUE WHERE id = ?", {role.id});
  BOOST_TEST(staff.get("/users").find_header("Location") == "/admin/me/second-factor");
  BOOST_TEST(staff.post("/api-keys/new", {{"name", "x"}}).status() == 303);
  static_cast<void>(turn_on());
  BOOST_TEST(staff.get("/users").status() == 200);
  BOOST_TEST(staff.post("/me/second-factor/remove", {{"code", code_in(1)}}).status() == 409);
}

BOOST_AUTO_TEST_CASE(it_is_removed_with_a_code_or_by_an_administrator) {
  static_cast<void>(turn_on());
  BOOST_TEST(staff.post("/me/second-factor/remove", {{"code", "000000"}}).status() == 422);
  BOOST_TEST(staff.post("/me/second-factor/remove", {{"code", code_in(1)}}).status() == 303);
  static_cast<void>(turn_on());
  const Staff boss(*this, staff::Permissions::all());
  BOOST_TEST(boss.post("/users/" + staff.id().text() + "/reset-factor", {}).status() == 303);
  static_cast<void>(sign_in());
  BOOST_TEST(staff.get("/users").status() == 200);
}

BOOST_AUTO_TEST_CASE(it_is_replaced_with_a_code_of_the_present_one) {
  static_cast<void>(turn_on());
  const std::string present = crypto::totp_code(secret, staff::unix_time(db()) / 30 + 1);
  const std::string before = stored_secret();
  const auto page = turn_on();  // with the code of the new secret alone
  BOOST_TEST(page.status() == 422);
  BOOST_TEST(has(page, "name=\"present\""));
  BOOST_TEST(stored_secret() == before);
  const std::string fresh = crypto::base32(secret);
  const Fields form{{"secret", fresh}, {"code", code_in(0)}, {"present", present}};
  BOOST_TEST(has(staff.post("/me/second-factor", form), "Recovery codes"));
  BOOST_TEST(stored_secret() != before);
}

BOOST_AUTO_TEST_CASE(without_the_key_file_a_recovery_code_still_lets_in) {
  const auto page = turn_on();
  std::smatch found;
  BOOST_TEST(std::regex_search(page.body(), found, std::regex("[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}")));
  const std::string recovery = found[0];
  static_cast<void>(sign_in());
  std::filesystem::rename(config().key_file, config().key_file + ".away");
  for (int i = 0; i < 6; ++i) {  // no guess, so none of them counts
    const auto refused = staff.post("/code", {{"code", code_in(1)}});
    BOOST_TEST(refused.status() == 401);
    BOOST_TEST(has(refused, "whoever runs the server has to make it once"));
    BOOST_TEST(!has(refused, "latchkey "));  // a page names no commands
  }
  BOOST_TEST(staff.post("/code", {{"code", recovery}}).status() == 303);
}

BOOST_AUTO_TEST_CASE(without_a_key_file_none_is_turned_on_or_required) {
  std::filesystem::remove(config().key_file);
  const auto page = turn_on();
  BOOST_TEST(page.status() == 422);
  BOOST_TEST(has(page, "It cannot be stored: no key file"));
  const std::string name = Uuid::make().text();
  const Fields role{{"name", name}, {"rules.second-factor", "1"}};
  BOOST_TEST(has(staff.post("/roles/new", role), "A second factor cannot be stored yet: no key file"));
  BOOST_TEST(!staff::find_role(db(), name));
  crypto::add_secret_key(config().key_file);
  BOOST_TEST(staff.post("/roles/new", role).status() == 303);
}

BOOST_AUTO_TEST_CASE(the_first_one_is_added_with_the_password_alone) {
  const auto page = staff.get("/me/second-factor");
  std::smatch found;
  BOOST_TEST(std::regex_search(page.body(), found, std::regex("name=\"secret\" value=\"([A-Z2-7]{32})\"")));
  secret = crypto::parse_base32(found[1].str()).value();
  for (const char* password : {"", "wrong"}) {
    const auto refused =
        staff.post("/me/second-factor", {{"secret", found[1]}, {"code", code_in(0)}, {"password", password}});
    BOOST_TEST(refused.status() == 422);
    BOOST_TEST(has(refused, "This is not your password."));
    BOOST_TEST(!staff::has_second_factor(db(), staff.id()));
  }
  BOOST_TEST(has(turn_on(), "Recovery codes"));
}

BOOST_AUTO_TEST_CASE(a_change_of_it_ends_the_other_sessions) {
  const std::string own = staff.cookie();
  const auto sign_in_elsewhere = [&] {
    BOOST_TEST(sign_in().status() == 303);
    return staff.cookie();
  };
  const auto is_signed_in = [&](const std::string& cookie) {
    staff.use_cookie(cookie);
    return staff.get("/me").status() == 200;
  };
  std::string other = sign_in_elsewhere();
  BOOST_TEST(is_signed_in(other));
  BOOST_TEST(is_signed_in(own));
  static_cast<void>(turn_on());
  BOOST_TEST(!is_signed_in(other));
  other = sign_in_elsewhere();  // waits for the code
  BOOST_TEST(is_signed_in(own));
  BOOST_TEST(staff.post("/me/second-factor/remove", {{"code", code_in(1)}}).status() == 303);
  BOOST_TEST(is_signed_in(own));
  BOOST_TEST(!is_signed_in(other));
}

BOOST_AUTO_TEST_CASE(a_session_that_has_ended_adds_or_removes_none) {
  const auto session = db().query("SELECT id FROM staff_sessions WHERE user_id = ?", {staff.id()}).at(0).uuid("id");
  const audit::Actor actor{"test", {}};
  BOOST_TEST(staff::end_staff_session(db(), session));
  BOOST_TEST(!staff::add_second_factor(db(), actor, {staff.id(), {"sealed", "00000000"}, 1, session}).has_value());
  BOOST_TEST(!staff::has_second_factor(db(), staff.id()));
  BOOST_TEST(staff::add_second_factor(db(), actor, {staff.id(), {"sealed", "00000000"}, 1}).has_value());
  BOOST_TEST((staff::remove_app(db(), actor, staff.id(), session) == staff::AppRemoval::session_ended));
  BOOST_TEST(staff::has_second_factor(db(), staff.id()));
}

BOOST_AUTO_TEST_CASE(a_sign_in_waits_for_a_new_factor_at_the_same_moment) {
  const auto other = test::SharedDatabase::connect();
  std::future<http::Response> response;
  other->in_transaction([&](db::Transaction&) {
    static_cast<void>(other->query("SELECT id FROM users WHERE id = ? FOR UPDATE", {staff.id()}));
    other->execute(
        R"sql(
        INSERT INTO second_factors (user_id, secret, secret_key_id, created_at)
        VALUES (?, 'sealed', '00000000', UTC_TIMESTAMP(6)))sql",
        {staff.id()});
    response = std::async(std::launch::async, [&] { return sign_in(); });
    BOOST_TEST((response.wait_for(std::chrono::milliseconds{300}) == std::future_status::timeout));
  });
  BOOST_TEST(response.get().status() == 303);
  BOOST_TEST(has(staff.get("/users"), "one-time-code"));
}

BOOST_AUTO_TEST_CASE(of_sign_ins_and_a_new_factor_at_once_none_is_without_it) {
  for (int round = 0; round < 20; ++round) {
    staff::remove_all_factors(db(), {"test", {}}, staff.id());
    test::run_together(4, [&](int i) {
      const auto own = test::SharedDatabase::connect();
      if (i == 0) {
        static_cast<void>(staff::add_second_factor(*own, {"test", {}}, {staff.id(), {"sealed", "00000000"}, 1}));
      } else {
        static_cast<void>(staff::sign_in_staff(
            *own, {staff.email(), std::string(Staff::password), std::nullopt, {test::new_address(), "r1"}},
            {config().password_cost, config().sign_in}, staff::staff_limits(config())));
      }
    });
    BOOST_TEST(count_open_sessions("waits_for_code = FALSE") == 0);
  }
}

BOOST_AUTO_TEST_CASE(of_sign_ins_and_a_new_password_at_once_none_stays_signed_in) {
  const auto user = staff::find_user(db(), staff.email()).value();
  for (int round = 0; round < 20; ++round) {
    db().execute("UPDATE users SET password_hash = ? WHERE id = ?",
                 {crypto::hash_password(Staff::password, config().password_cost), staff.id()});
    db().execute_text("DELETE FROM sign_in_attempts");
    test::run_together(4, [&](int i) {
      const auto own = test::SharedDatabase::connect();
      if (i == 0) {
        staff::set_user_password(*own, {"test", {}}, user, crypto::hash_password("rainy day", config().password_cost));
      } else {
        static_cast<void>(staff::sign_in_staff(
            *own, {staff.email(), std::string(Staff::password), std::nullopt, {test::new_address(), "r1"}},
            {config().password_cost, config().sign_in}, staff::staff_limits(config())));
      }
    });
    BOOST_TEST(count_open_sessions("TRUE") == 0);
  }
}

BOOST_AUTO_TEST_CASE(a_code_completes_no_session_that_has_ended_meanwhile) {
  static_cast<void>(turn_on());
  static_cast<void>(sign_in());
  const auto hash = crypto::SecretToken::parse(staff.cookie())->hash();
  const auto waiting = staff::find_staff_session(db(), hash, staff::staff_limits(config())).value();
  BOOST_TEST(waiting.waits_for_code);
  staff::set_user_password(db(), {"test", {}}, staff::find_user(db(), staff.email()).value(), "x");
  BOOST_TEST(!staff::complete_staff_session(db(), waiting, "192.0.2.1", std::chrono::hours{1}).has_value());
}

BOOST_AUTO_TEST_CASE(a_password_is_changed_by_who_knows_it) {
  const std::string path = "/me/password";
  BOOST_TEST(staff.post(path, {{"current", "wrong"}, {"password", "three quiet words"}}).status() == 422);
  BOOST_TEST(staff.post(path, {{"current", std::string(Staff::password)}, {"password", "short"}}).status() == 422);
  BOOST_TEST(staff.post(path, {{"current", std::string(Staff::password)}, {"password", "three quiet words"}})
                 .find_header("Location") == "/admin/sign-in");
  BOOST_TEST(staff.get("/users").status() == 303);
}

BOOST_AUTO_TEST_SUITE_END()
