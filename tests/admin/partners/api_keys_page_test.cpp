#include <boost/test/unit_test.hpp>
#include <regex>

#include "admin/staff.hpp"
#include "api/keys/authenticate.hpp"

using namespace latchkey;
using test::has;
using test::Staff;

namespace {

struct Keys : test::AdminArea {
  Keys() : staff(*this, staff::Permissions::all()), name("Partner " + Uuid::make().text()) {}

  static std::string value_in(const http::Response& response) {
    std::smatch found;
    return std::regex_search(response.body(), found, std::regex("lk_[A-Za-z0-9_-]{43}")) ? found[0].str() : "";
  }
  int status_of(const std::string& value) const {
    http::Request request;
    request.remote_address = "192.0.2.9";
    request.headers = {{"x-api-key", value}};
    const auto outcome = api::authenticate(db(), request);
    const auto* refusal = std::get_if<api::ApiKeyRefusal>(&outcome);
    return refusal == nullptr ? 200 : refusal->status;
  }
  std::string id_of_key() const {
    return db().query("SELECT id FROM api_keys WHERE name = ? ORDER BY created_at, id", {name}).at(0).uuid("id").text();
  }
  Staff staff;
  std::string name;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(api_keys_page, Keys)

BOOST_AUTO_TEST_CASE(a_saved_key_shows_its_value_once_and_works) {
  const auto saved = staff.post("/api-keys/new", {{"id", Uuid::make().text()},
                                                  {"name", name},
                                                  {"expires", "2099-12-31"},
                                                  {"rights.customers:create", "1"},
                                                  {"allow", "192.0.2.0/24\r\n2001:db8::/32"}});
  BOOST_TEST(saved.status() == 200);
  const std::string value = value_in(saved);
  BOOST_TEST(!value.empty());
  BOOST_TEST(status_of(value) == 200);
  const auto list = staff.get("/api-keys");
  BOOST_TEST(!has(list, value));
  BOOST_TEST(has(list, name));
  BOOST_TEST(has(list, "2099-12-31"));
  BOOST_TEST(has(list, "192.0.2.0/24"));
  BOOST_TEST(has(list, ">Revoke<span class=\"unseen\"> " + name));
  BOOST_TEST(has(list, ">Rotate<span class=\"unseen\"> " + name));
  const auto logged =
      db().query("SELECT actor, after_change FROM audit_log WHERE action = 'api_key.create' AND subject_id = ?",
                 {Uuid::parse(id_of_key())});
  BOOST_TEST(logged.at(0).text("actor") == staff.email());
  BOOST_TEST(logged.at(0).text("after_change").find(value) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_form_sent_twice_makes_one_key) {
  const test::Fields form{{"id", Uuid::make().text()}, {"name", name}};
  BOOST_TEST(staff.post("/api-keys/new", form).status() == 200);
  const auto again = staff.post("/api-keys/new", form);
  BOOST_TEST(again.status() == 409);
  BOOST_TEST(value_in(again).empty());
  BOOST_TEST(db().query("SELECT id FROM api_keys WHERE name = ?", {name}).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_second_key_of_the_same_name_is_refused_while_the_first_one_works) {
  const auto make = [&] { return staff.post("/api-keys/new", {{"id", Uuid::make().text()}, {"name", name}}); };
  BOOST_TEST(make().status() == 200);
  const auto refused = make();
  BOOST_TEST(refused.status() == 422);
  BOOST_TEST(has(refused, "A key of this name is in use already"));
  BOOST_TEST(value_in(refused).empty());
  BOOST_TEST(db().query("SELECT id FROM api_keys WHERE name = ?", {name}).size() == 1U);
  static_cast<void>(staff.post("/api-keys/" + id_of_key() + "/revoke", {}));
  BOOST_TEST(make().status() == 200);
}

BOOST_AUTO_TEST_CASE(wrong_fields_are_told_beside_them_and_what_was_typed_stays) {
  struct Row {
    const char* field;
    std::string value;
    const char* message;
  };
  for (const Row& row : {Row{"name", " ", "Please fill this in"}, Row{"name", std::string(101, 'x'), "At most 100"},
                         Row{"name", "a\nb", "control characters"}, Row{"expires", "31.12.2099", "YYYY-MM-DD"},
                         Row{"expires", "2020-01-01", "This day is over"}, Row{"allow", "10.0.0.1/8", "10.0.0.1/8"},
                         Row{"user", Uuid::make().text(), "gone or disabled"}}) {
    BOOST_TEST_CONTEXT(row.field << " = " << row.value) {
      test::Fields form{{"name", name}, {"expires", ""}, {"allow", "192.0.2.1"}, {"user", ""}};
      for (auto& [field, value] : form) {
        if (field == row.field) value = row.value;
      }
      const auto response = staff.post("/api-keys/new", form);
      BOOST_TEST(response.status() == 422);
      BOOST_TEST(has(response, row.message));
      if (std::string_view(row.field) != "name") BOOST_TEST(has(response, name));
    }
  }
  BOOST_TEST(db().query("SELECT id FROM api_keys WHERE name = ?", {name}).empty());
}

BOOST_AUTO_TEST_CASE(a_revoked_key_is_refused_and_the_confirmation_changes_nothing) {
  const std::string value = value_in(staff.post("/api-keys/new", {{"name", name}}));
  const std::string path = "/api-keys/" + id_of_key() + "/revoke";
  BOOST_TEST(has(staff.get(path), "cannot be undone"));
  BOOST_TEST(status_of(value) == 200);
  BOOST_TEST(staff.post(path, {}).find_header("Location") == "/admin/api-keys");
  BOOST_TEST(status_of(value) == 401);
}

BOOST_AUTO_TEST_CASE(a_rotated_key_lives_on_for_the_overlap) {
  const std::string old = value_in(staff.post("/api-keys/new", {{"name", name}, {"rights.leads:create", "1"}}));
  const std::string path = "/api-keys/" + id_of_key() + "/rotate";
  BOOST_TEST(staff.post(path, {{"days", "91"}}).status() == 422);
  BOOST_TEST(staff.post(path, {{"days", "x"}}).status() == 422);
  const std::string value = value_in(staff.post(path, {{"days", "2"}}));
  BOOST_TEST(!value.empty());
  BOOST_TEST(value != old);
  BOOST_TEST(status_of(old) == 200);
  BOOST_TEST(status_of(value) == 200);
  db().execute_text("SET timestamp = UNIX_TIMESTAMP(NOW(6)) + 172801");
  BOOST_TEST(status_of(old) == 401);
  BOOST_TEST(status_of(value) == 200);
  db().execute_text("SET timestamp = DEFAULT");
}

BOOST_AUTO_TEST_CASE(a_rotation_that_comes_too_late_says_why) {
  static_cast<void>(staff.post("/api-keys/new", {{"name", name}}));
  const std::string key = "/api-keys/" + id_of_key();
  const test::Fields form{{"days", "0"}, {"new", Uuid::make().text()}};
  BOOST_TEST(!value_in(staff.post(key + "/rotate", form)).empty());
  BOOST_TEST(has(staff.post(key + "/rotate", form), "Saved already"));
  const auto ended = staff.post(key + "/rotate", {{"days", "0"}, {"new", Uuid::make().text()}});
  BOOST_TEST(ended.status() == 409);
  BOOST_TEST(has(ended, "This key has ended"));
}

BOOST_AUTO_TEST_CASE(a_right_to_sign_customers_in_is_given_and_rotated_by_those_alone_who_may_do_it_themselves) {
  staff::Permissions permissions;
  permissions.add({staff::Area::api_keys, staff::Level::edit});
  const Staff clerk(*this, permissions);
  permissions.add({staff::Area::login_links, staff::Level::edit});
  const Staff support(*this, permissions);
  for (const char* right : {"rights.logins:create", "rights.logins:any"}) {
    BOOST_TEST_CONTEXT(right) {
      name = "Partner " + Uuid::make().text();
      const test::Fields form{{"name", name}, {right, "1"}, {"allow", "192.0.2.0/24"}};
      const auto refused = clerk.post("/api-keys/new", form);
      BOOST_TEST(refused.status() == 422);
      BOOST_TEST(has(refused, "You may not make login links yourself"));
      BOOST_TEST(value_in(refused).empty());
      BOOST_TEST(db().query("SELECT id FROM api_keys WHERE name = ?", {name}).empty());
      BOOST_TEST(!value_in(support.post("/api-keys/new", form)).empty());
      const std::string path = "/api-keys/" + id_of_key();
      BOOST_TEST(clerk.get(path + "/rotate").status() == 403);
      const auto rotated = clerk.post(path + "/rotate", {{"days", "1"}});
      BOOST_TEST(rotated.status() == 403);
      BOOST_TEST(value_in(rotated).empty());
      BOOST_TEST(!has(clerk.get("/api-keys"), path + "/rotate"));
      BOOST_TEST(!value_in(support.post(path + "/rotate", {{"days", "1"}})).empty());
      BOOST_TEST(clerk.post(path + "/revoke", {}).status() == 303);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_allow_list_that_allows_nearly_everything_is_none_for_a_key_that_signs_customers_in) {
  struct Row {
    const char* allow;
    int status;
  };
  for (const char* right : {"rights.logins:create", "rights.logins:any"}) {
    for (const Row& row : {Row{"0.0.0.0/0", 422}, Row{"0.0.0.0/1\r\n128.0.0.0/1", 422}, Row{"10.0.0.0/15", 422},
                           Row{"2001:db8::/32", 422}, Row{"10.0.0.0/16\n2001:db8::/48", 200}}) {
      BOOST_TEST_CONTEXT(right << " from " << row.allow) {
        const auto saved = staff.post("/api-keys/new", {{"name", name + right}, {right, "1"}, {"allow", row.allow}});
        BOOST_TEST(saved.status() == row.status);
        BOOST_TEST(has(saved, "too wide") == (row.status == 422));
      }
    }
  }
  BOOST_TEST(
      staff.post("/api-keys/new", {{"name", name}, {"rights.leads:create", "1"}, {"allow", "0.0.0.0/0"}}).status() ==
      200);
}

BOOST_AUTO_TEST_CASE(the_log_tells_the_user_whom_a_key_is_tied_to) {
  static_cast<void>(staff.post("/api-keys/new", {{"name", name}, {"user", staff.id().text()}}));
  const auto logged = db().query(
      "SELECT JSON_VALUE(after_change, '$.user') AS user FROM audit_log WHERE action = 'api_key.create' AND "
      "subject_id = ?",
      {Uuid::parse(id_of_key())});
  BOOST_TEST(logged.at(0).text_or("user", "") == staff.email());
}

BOOST_AUTO_TEST_CASE(hostile_names_are_shown_as_they_are) {
  const std::string hostile = "\"><script>alert(1)</script>'" + Uuid::make().text();
  const auto saved = staff.post("/api-keys/new", {{"name", hostile}});
  const auto list = staff.get("/api-keys");
  for (const auto* response : {&saved, &list}) {
    BOOST_TEST(!has(*response, "<script>alert"));
    BOOST_TEST(has(*response, "&lt;script&gt;alert(1)"));
  }
  const auto refused =
      staff.post("/api-keys/new", {{"name", hostile}, {"expires", "x"}, {"allow", "192.0.2.1\r\n192.0.2.2"}});
  BOOST_TEST(has(refused, "192.0.2.1\r\n192.0.2.2</textarea>"));
  BOOST_TEST(!has(refused, "<script>alert"));
  BOOST_TEST(has(refused, "&lt;script&gt;"));
}

BOOST_AUTO_TEST_CASE(who_may_only_look_finds_no_buttons) {
  staff::Permissions view;
  view.add({staff::Area::api_keys, staff::Level::view});
  const Staff looker(*this, view);
  static_cast<void>(staff.post("/api-keys/new", {{"name", name}}));
  const auto list = looker.get("/api-keys");
  BOOST_TEST(has(list, name));
  BOOST_TEST(!has(list, "/rotate"));
  BOOST_TEST(!has(list, "/api-keys/new"));
  BOOST_TEST(!has(list, ">Users<"));
}

BOOST_AUTO_TEST_SUITE_END()
