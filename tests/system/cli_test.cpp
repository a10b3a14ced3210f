// Contract section 9: the command line.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>

#include "support/stack.hpp"

using namespace latchkey::test;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

std::string new_email() { return new_customer()["email"]; }

}  // namespace

BOOST_AUTO_TEST_SUITE(command_line)

struct Row {
  const char* arguments;
  int exit_code;
  const char* told;
};

BOOST_AUTO_TEST_CASE(wrong_usage_is_2_and_a_refusal_is_1) {
  for (const Row& row : {Row{"", 2, ""},
                         Row{"nonsense", 2, ""},
                         Row{"api-key", 2, ""},
                         Row{"api-key create", 2, "--name"},
                         Row{"api-key create --name x --nonsense", 2, ""},
                         Row{"api-key create --name x --expires tomorrow", 2, "--expires"},
                         Row{"api-key create --name x --expires 2020-01-01", 1, "past"},
                         Row{"api-key create --name x --right customers:delete", 2, "customers:delete"},
                         Row{"api-key create --name x --allow 10.0.0.0/99", 2, "10.0.0.0/99"},
                         Row{"api-key create --name ''", 2, "--name"},
                         Row{"api-key create --name x --user nobody@example.com", 1, "nobody@example.com"},
                         Row{"api-key revoke nothing", 1, "nothing"},
                         Row{"user create --email x --first-name a --last-name b", 2, "--email"},
                         Row{"user disable nobody@example.com", 1, "nobody@example.com"},
                         Row{"menu add --label x --path https://evil.example", 2, "--path"},
                         Row{"menu add --label x --path /dashboard", 1, "/dashboard"},
                         Row{"menu remove /nothing", 1, "/nothing"},
                         Row{"customer block nobody@example.com", 1, "nobody@example.com"},
                         Row{"customer login-link nobody@example.com", 1, "nobody@example.com"},
                         Row{"lead show nobody@example.com", 1, "nobody@example.com"},
                         Row{"prune --keep 5", 2, "--keep"}}) {
    BOOST_TEST_CONTEXT(row.arguments) {
      const auto result = stack().latchkey(row.arguments);
      BOOST_TEST(result.exit_code == row.exit_code, result.exit_code << " " << result.errors);
      BOOST_TEST(result.errors.find(row.told) != std::string::npos, result.errors);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_ambiguous_key_name_is_refused_with_the_candidates) {
  BOOST_TEST(stack().latchkey("api-key create --name twice").exit_code == 0);
  BOOST_TEST(stack().latchkey("api-key rotate twice").exit_code == 0);
  const auto refused = stack().latchkey("api-key revoke twice");
  BOOST_TEST(refused.exit_code == 1);
  const json keys = json::parse(stack().latchkey("api-key list --json").output);
  int seen = 0;
  for (const auto& key : keys) {
    if (key["name"] != "twice") continue;
    ++seen;
    BOOST_TEST(refused.errors.find(key["id"].get<std::string>()) != std::string::npos);
    BOOST_TEST(stack().latchkey("api-key revoke " + key["id"].get<std::string>()).exit_code == 0);
  }
  BOOST_TEST(seen == 2);
}

BOOST_AUTO_TEST_CASE(the_key_s_value_stands_alone_on_stdout) {
  const auto made = stack().latchkey("api-key create --name alone --right leads:create --expires 2099-06-30");
  BOOST_TEST(made.output.size() == 47U);
  BOOST_TEST(made.output.starts_with("lk_"));
  BOOST_TEST(stack().latchkey("api-key list").output.find("2099-06-30T23:59:59.999999Z") != std::string::npos);
  BOOST_TEST(stack().latchkey("api-key revoke " + made.output.substr(0, 8)).exit_code == 0);
}

BOOST_AUTO_TEST_CASE(users_are_made_listed_disabled_and_enabled) {
  const std::string email = new_email();
  BOOST_TEST(stack()
                 .latchkey("user create --email " + email +
                               " --first-name Zo\xc3\xab --last-name \"O'Neill\" --password-stdin",
                           "a long password\n")
                 .exit_code == 0);
  BOOST_TEST(stack().latchkey("user create --email " + email + " --first-name A --last-name B").exit_code == 1);
  BOOST_TEST(
      stack()
          .latchkey("user create --email x" + email + " --first-name A --last-name B --password-stdin", "short\n")
          .exit_code == 1);
  for (const char* password : {"elevenchars\n", "Password2026!\n", "three \xff quiet words\n"}) {
    const auto refused =
        stack().latchkey("user create --email y" + email + " --first-name A --last-name B --password-stdin", password);
    BOOST_TEST(refused.exit_code == 1, password);
    BOOST_TEST(refused.errors.find("the password is not taken") != std::string::npos);
  }
  BOOST_TEST(stack().latchkey("user disable " + email).exit_code == 0);
  const auto find = [&] {
    for (const auto& user : json::parse(stack().latchkey("user list --json").output)) {
      if (user["email"] == email) return user;
    }
    return json();
  };
  BOOST_TEST(find()["disabled"] == true);
  BOOST_TEST(stack().latchkey("user enable " + email).exit_code == 0);
  BOOST_TEST(find()["disabled"] == false);
  BOOST_TEST(find()["firstName"] == "Zo\xc3\xab");
}

BOOST_AUTO_TEST_CASE(menus_decide_over_return_urls) {
  const auto lands = [](const std::string& path) {
    const json created = stack().post("/api/v1/customers", new_customer()).json();
    return stack()
        .http()
        .get("/auth/login?token=" + created["login"]["token"].get<std::string>() + "&returnUrl=" + path)
        .header("location");
  };
  BOOST_TEST(lands("/offers") == "/dashboard");
  BOOST_TEST(stack().latchkey("menu add --label Offers --path /offers").exit_code == 0);
  BOOST_TEST(lands("/offers") == "/offers");
  BOOST_TEST(stack().latchkey("menu disable /offers").exit_code == 0);
  BOOST_TEST(lands("/offers") == "/dashboard");
  BOOST_TEST(stack().latchkey("menu enable /offers").exit_code == 0);
  BOOST_TEST(lands("/offers") == "/offers");
  BOOST_TEST(stack().latchkey("menu remove /offers").exit_code == 0);
  BOOST_TEST(lands("/offers") == "/dashboard");
  BOOST_TEST(stack().latchkey("menu add --label News --path /news --home").exit_code == 0);
  BOOST_TEST(lands("") == "/news");
  BOOST_TEST(stack().latchkey("menu remove /news").exit_code == 0);
  BOOST_TEST(stack().latchkey("doctor").output.find("no enabled menu entry is marked as home") != std::string::npos);
  BOOST_TEST(stack().latchkey("menu remove /dashboard").exit_code == 0);
  BOOST_TEST(stack().latchkey("menu add --label Dashboard --path /dashboard --home").exit_code == 0);
  BOOST_TEST(lands("") == "/dashboard");
}

BOOST_AUTO_TEST_CASE(a_login_link_of_each_kind) {
  const json body = new_customer();
  const std::string email = body["email"];
  BOOST_TEST(stack().post("/api/v1/customers", body).status == 201);
  const auto open = [](const std::string& arguments) {
    const std::string url = stack().latchkey("customer login-link " + arguments).output;
    return stack().http().get(
        url.substr(stack().env("BASE_URL").size(), url.find('\n') - stack().env("BASE_URL").size()));
  };
  BOOST_TEST(open(email).status == 200);
  BOOST_TEST(open(email + " --kind redirect").header("location") == "/dashboard");
  const Answer answer = open(email + " --kind redirect --return-url /profile --no-status-popup");
  BOOST_TEST(answer.header("location") == "/profile");
  BOOST_TEST(stack()
                 .http()
                 .get("/auth/session", {{"Cookie", "__Host-member=" + answer.cookie("__Host-member")}})
                 .json()["statusPopup"] == false);
  BOOST_TEST(stack().latchkey("customer login-link " + email + " --return-url //evil.example").exit_code == 1);
  BOOST_TEST(stack().latchkey("customer login-link " + email + " --kind sms").exit_code == 2);
  BOOST_TEST(stack().latchkey("customer block " + email).exit_code == 0);
  BOOST_TEST(stack().latchkey("customer login-link " + email).exit_code == 1);
}

BOOST_AUTO_TEST_CASE(customers_are_listed_and_get_a_new_password) {
  const json body = new_customer();
  const std::string email = body["email"];
  BOOST_TEST(stack().post("/api/v1/customers", body).status == 201);
  const json all = json::parse(stack().latchkey("customer list --json").output);
  BOOST_TEST(std::any_of(all.begin(), all.end(), [&](const json& customer) { return customer["email"] == email; }));
  BOOST_TEST(stack().latchkey("customer list").output.find(email) != std::string::npos);
  const json found =
      json::parse(stack().latchkey("customer list --json --search " + email.substr(0, email.find('@'))).output);
  BOOST_TEST(found.size() == 1U);
  BOOST_TEST(found.at(0)["email"] == email);
  BOOST_TEST(stack().latchkey("customer list --search nobody.at.all --json").output == "[\n]\n");
  BOOST_TEST(stack().latchkey("customer list --search +").exit_code == 1);
  BOOST_TEST(stack().latchkey("search rebuild").exit_code == 0);
  BOOST_TEST(stack().latchkey("search fill").exit_code == 0);
  BOOST_TEST(stack().latchkey("customer set-password " + email, "another day 8\n").exit_code == 0);
  for (const std::string& password : {std::string("only letters"), std::string("1234567"), std::string("abc 12\xff"),
                                      std::string(128, 'a') + "1", std::string("abc12")}) {
    BOOST_TEST(stack().latchkey("customer set-password " + email, password + "\n").exit_code == 1, password);
  }
  const auto sign_in = [&](const std::string& password) {
    return stack()
        .http()
        .send("POST", "/auth/login", {{"Content-Type", "application/x-www-form-urlencoded"}},
              "email=" + email + "&password=" + password)
        .status;
  };
  BOOST_TEST(sign_in("sunny+day+7") == 401);
  BOOST_TEST(sign_in("another+day+8") == 303);
}

BOOST_AUTO_TEST_CASE(every_change_is_in_the_activity_log) {
  const auto actions = stack().connect()->query("SELECT DISTINCT action FROM audit_log");
  std::set<std::string> names;
  for (const auto& row : actions) names.insert(row.text("action"));
  for (const char* action : {"api_key.create", "api_key.revoke", "user.create", "user.disable", "menu.add",
                             "menu.remove", "customer.block", "customer.login_link", "customer.set_password"}) {
    BOOST_TEST(names.contains(action), action);
  }
}

BOOST_AUTO_TEST_CASE(prune_removes_what_is_old_and_nothing_else) {
  const auto db = stack().connect();
  const auto count = [&] { return db->query("SELECT COUNT(*) AS count FROM login_tokens").at(0).integer("count"); };
  db->execute_text("UPDATE login_tokens SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 91 DAY LIMIT 1");
  const auto before = count();
  BOOST_TEST(stack().latchkey("prune").exit_code == 0);
  const auto logged = stack().connect()->query(
      "SELECT actor, after_change FROM audit_log WHERE action = 'database.prune' ORDER BY id DESC LIMIT 1");
  BOOST_REQUIRE(logged.size() == 1U);
  BOOST_TEST(logged.front().text("actor").starts_with("cli:"));
  BOOST_TEST(json::parse(logged.front().text("after_change"))["keep"] == "90d");
  BOOST_TEST(count() == before - 1);
}

BOOST_AUTO_TEST_SUITE_END()
