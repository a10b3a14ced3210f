// Contract section 3: login tokens by the API.
#include <boost/test/unit_test.hpp>

#include "base/uuid.hpp"
#include "support/stack.hpp"

using namespace latchkey::test;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

std::string create() {
  json body = new_customer();
  body["login"] = nullptr;
  return stack().post("/api/v1/customers", body).json()["customer"]["id"];
}

Answer mint(const std::string& customer, const json& body) {
  return stack().post("/api/v1/customers/" + customer + "/login-tokens", body);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(login_tokens)

BOOST_AUTO_TEST_CASE(a_token_is_minted_and_signs_in) {
  const Answer answer = mint(create(), {{"returnUrl", "/wallet/deposit"}, {"statusPopup", false}});
  BOOST_REQUIRE(answer.status == 201);
  const json login = answer.json()["login"];
  stack().note_secret(login["token"]);
  const std::string url = login["url"];
  const Answer landed = stack().http().get(url.substr(stack().env("BASE_URL").size()));
  BOOST_TEST(landed.status == 303);
  BOOST_TEST(landed.header("location") == "/wallet/deposit");
  const Answer session =
      stack().http().get("/auth/session", {{"Cookie", "__Host-member=" + landed.cookie("__Host-member")}});
  BOOST_TEST(session.json()["statusPopup"] == false);
}

BOOST_AUTO_TEST_CASE(each_limit_of_the_body) {
  const std::string customer = create();
  struct Row {
    json body;
    int status;
  };
  for (const Row& row :
       {Row{{{"ttlSeconds", 10}}, 201}, Row{{{"ttlSeconds", 9}}, 422}, Row{{{"ttlSeconds", 600}}, 201},
        Row{{{"ttlSeconds", 601}}, 422}, Row{{{"kind", "link"}, {"ttlSeconds", 60}}, 201},
        Row{{{"kind", "link"}, {"ttlSeconds", 59}}, 422}, Row{{{"kind", "link"}, {"ttlSeconds", 604800}}, 201},
        Row{{{"kind", "link"}, {"ttlSeconds", 604801}}, 422}, Row{{{"ttlSeconds", "60"}}, 422},
        Row{{{"ttlSeconds", 60.5}}, 422}, Row{{{"kind", "sms"}}, 422}, Row{{{"returnUrl", "/nowhere"}}, 422},
        Row{{{"returnUrl", "//evil.example"}}, 422}, Row{{{"statusPopup", "false"}}, 422}, Row{{{"ttl", 60}}, 422},
        Row{json::object(), 201}}) {
    BOOST_TEST_CONTEXT(row.body.dump()) { BOOST_TEST(mint(customer, row.body).status == row.status); }
  }
}

BOOST_AUTO_TEST_CASE(a_key_without_an_allow_list_is_refused) {
  const std::string output = stack().latchkey("api-key create --name anywhere --right logins:create").output;
  const Answer answer =
      stack().post_text("/api/v1/customers/" + create() + "/login-tokens", "{}",
                        {{"X-Api-Key", output.substr(0, output.find('\n'))}, {"Content-Type", "application/json"}});
  BOOST_TEST(answer.status == 403);
  BOOST_TEST(answer.json()["code"] == "ip_allow_list_required");
}

BOOST_AUTO_TEST_CASE(a_key_signs_its_own_customers_in_and_with_the_right_to_any_all_of_them) {
  int keys = 0;
  const auto make_key = [&keys](const std::string& options) {
    const std::string output = stack()
                                   .latchkey("api-key create --name own" + std::to_string(++keys) +
                                             " --allow 127.0.0.0/16 --right customers:create " + options)
                                   .output;
    return output.substr(0, output.find('\n'));
  };
  const auto post = [](const std::string& key, const std::string& path, const json& body) {
    return stack().post_text(path, body.dump(), {{"X-Api-Key", key}, {"Content-Type", "application/json"}});
  };
  const auto create_by = [&](const std::string& key, json body) {
    body["login"] = nullptr;
    return post(key, "/api/v1/customers", body).json()["customer"]["id"].get<std::string>();
  };
  const auto status = [&](const std::string& key, const std::string& customer) {
    return post(key, "/api/v1/customers/" + customer + "/login-tokens", json::object()).status;
  };
  BOOST_TEST(stack().latchkey("user create --email own@example.com --first-name O --last-name W").exit_code == 0);
  const std::string tied = make_key("--right logins:create --user own@example.com");
  const std::string twin = make_key("--right logins:create --user own@example.com");
  const std::string untied = make_key("--right logins:create");
  const std::string another = make_key("--right logins:create");
  const std::string any = make_key("--right logins:any");
  const std::string of_tied = create_by(tied, new_customer());
  const std::string of_untied = create_by(untied, new_customer());
  BOOST_TEST(status(tied, of_tied) == 201);
  BOOST_TEST(status(twin, of_tied) == 201);  // the source is the user, whichever key it was
  BOOST_TEST(status(untied, of_tied) == 404);
  BOOST_TEST(status(untied, of_untied) == 201);
  BOOST_TEST(status(another, of_untied) == 404);
  BOOST_TEST(status(tied, of_untied) == 404);
  for (const auto& customer : {of_tied, of_untied, create()}) BOOST_TEST(status(any, customer) == 201);
  BOOST_TEST(status(any, latchkey::Uuid::make().text()) == 404);
  BOOST_TEST(status(make_key(""), of_tied) == 403);
  // A rotated key keeps its customers.
  const std::string rotated = stack().latchkey("api-key rotate own3").output;
  BOOST_TEST(status(rotated.substr(0, rotated.find('\n')), of_untied) == 201);
}

BOOST_AUTO_TEST_CASE(a_key_whose_allow_list_allows_nearly_everything_signs_nobody_in) {
  BOOST_TEST(stack().latchkey("api-key create --name wide --right logins:create --allow 0.0.0.0/0").exit_code == 1);
  BOOST_TEST(stack().latchkey("api-key create --name wide --right logins:any --allow ::/1").exit_code == 1);
  const std::string output =
      stack().latchkey("api-key create --name wide --right logins:create --allow 127.0.0.0/16").output;
  const std::string key = output.substr(0, output.find('\n'));
  stack().connect()->execute("UPDATE api_keys SET allow_list = '127.0.0.0/8' WHERE name = 'wide'");  // an older one
  const Answer answer = stack().post_text("/api/v1/customers/" + create() + "/login-tokens", "{}",
                                          {{"X-Api-Key", key}, {"Content-Type", "application/json"}});
  BOOST_TEST(answer.status == 403);
  BOOST_TEST(answer.json()["code"] == "ip_allow_list_required");
  BOOST_TEST(stack().latchkey("api-key create --name wide2 --right leads:create --allow 0.0.0.0/0").exit_code == 0);
}

BOOST_AUTO_TEST_CASE(an_unknown_or_blocked_customer_gets_no_token) {
  BOOST_TEST(mint(latchkey::Uuid::make().text(), json::object()).status == 404);
  BOOST_TEST(mint("x", json::object()).status == 404);
  const std::string customer = create();
  BOOST_TEST(stack().latchkey("customer block " + customer).exit_code == 0);
  BOOST_TEST(mint(customer, json::object()).json()["code"] == "customer_blocked");
}

BOOST_AUTO_TEST_CASE(the_key_that_made_a_token_revokes_it_once) {
  const json login = mint(create(), json::object()).json()["login"];
  const std::string path = "/api/v1/login-tokens/" + login["id"].get<std::string>();
  const std::string other = stack().latchkey("api-key create --name stranger --right logins:create").output;
  BOOST_TEST(stack().http().send("DELETE", path, {{"X-Api-Key", other.substr(0, other.find('\n'))}}).status == 404);
  BOOST_TEST(stack().http().send("DELETE", path, {{"X-Api-Key", stack().api_key()}}).status == 204);
  BOOST_TEST(stack().http().send("DELETE", path, {{"X-Api-Key", stack().api_key()}}).status == 404);
  BOOST_TEST(stack().http().get("/auth/login?token=" + login["token"].get<std::string>()).status == 410);
  BOOST_TEST(stack().http().send("DELETE", "/api/v1/login-tokens/x", {{"X-Api-Key", stack().api_key()}}).status == 404);
}

BOOST_AUTO_TEST_SUITE_END()
