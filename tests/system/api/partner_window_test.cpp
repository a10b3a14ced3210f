// A partner's user signs in to /admin/ and sees what is his, through the whole stack with the rights of its programs.
#include <boost/test/unit_test.hpp>

#include "base/percent.hpp"
#include "base/uuid.hpp"
#include "support/stack.hpp"

using namespace latchkey::test;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

std::string first_line(const CommandResult& result) {
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.errors);
  return result.output.substr(0, result.output.find('\n'));
}

// A role that reaches over the user's own, with views of leads, customers and keys.
std::string make_role() {
  const std::string name = "Partner " + latchkey::Uuid::make().text();
  const auto db = stack().connect();
  const auto id = latchkey::Uuid::make();
  db->execute(
      "INSERT INTO roles (id, name, requires_second_factor, reach, created_at) VALUES (?, ?, FALSE, 'own', NOW(6))",
      {id, name});
  for (const char* permission : {"leads:view", "customers:view", "api_keys:view", "users:view"}) {
    db->execute("INSERT INTO role_permissions (role_id, permission) VALUES (?, ?)", {id, permission});
  }
  return name;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(partner_window)

BOOST_AUTO_TEST_CASE(a_partner_s_user_sees_what_his_key_has_sent) {
  const std::string email = latchkey::Uuid::make().text() + "@example.com";
  const std::string password = "correct horse battery 7";
  first_line(stack().latchkey("user create --first-name Pat --last-name Partner --password-stdin --email " + email +
                                  " --role " + quoted(make_role()),
                              password + "\n"));
  const std::string key = first_line(stack().latchkey("api-key create --right customers:create --user " + email +
                                                      " --name " + quoted("window " + email)));
  stack().note_secret(key);
  stack().note_secret(password);
  json body = new_customer();
  body["tradingAccount"] = json::object();
  const Answer created =
      stack().post_text("/api/v1/customers", body.dump(), {{"X-Api-Key", key}, {"Content-Type", "application/json"}});
  BOOST_REQUIRE(created.status == 201);
  const std::string customer = created.json()["customer"]["id"];
  const std::string lead = created.json()["lead"]["id"];
  const json other = stack().post("/api/v1/customers", new_customer()).json();

  const Answer signed_in = stack().http().send(
      "POST", "/admin/sign-in",
      {{"Content-Type", "application/x-www-form-urlencoded"}, {"Sec-Fetch-Site", "same-origin"}},
      "email=" + latchkey::percent_encode(email) + "&password=" + latchkey::percent_encode(password));
  BOOST_REQUIRE(signed_in.status == 303);
  const Headers session{{"Cookie", "__Host-staff=" + signed_in.cookie("__Host-staff")}};
  const auto open = [&](const std::string& path) { return stack().http().get("/admin" + path, session); };
  const std::string key_id =
      stack().connect()->query("SELECT id FROM api_keys WHERE name = ?", {"window " + email}).at(0).uuid("id").text();
  struct Row {
    std::string path;
    std::string shown;
  };
  for (const Row& row : {Row{"/leads", lead}, Row{"/leads/" + lead, "Converted"}, Row{"/customers", customer},
                         Row{"/customers/" + customer, "MT5 Demo"}, Row{"/api-keys", "window"},
                         Row{"/api-keys/" + key_id + "/calls", ""}}) {
    BOOST_TEST_CONTEXT(row.path) {
      const Answer page = open(row.path);
      BOOST_TEST(page.status == 200);
      BOOST_TEST(page.body.find(row.shown) != std::string::npos);
      BOOST_TEST(page.body.find(body["email"].get<std::string>()) == std::string::npos);
      BOOST_TEST(page.body.find(other["lead"]["id"].get<std::string>()) == std::string::npos);
    }
  }
  BOOST_TEST(open("/leads/" + other["lead"]["id"].get<std::string>()).status == 404);
  BOOST_TEST(open("/customers/" + other["customer"]["id"].get<std::string>()).status == 404);
  BOOST_TEST(open("/users").status == 403);
}

BOOST_AUTO_TEST_SUITE_END()
