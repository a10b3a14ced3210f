// Contract section 10: what is offered, and messages that list it.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "base/uuid.hpp"
#include "support/stack.hpp"

using namespace latchkey::test;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

json offers() { return stack().http().get("/api/v1/offers", {{"X-Api-Key", stack().api_key()}}).json(); }

std::string message_about(const json& change, const std::string& pointer) {
  json body = new_customer();
  body.merge_patch(change);
  const Answer answer = stack().post("/api/v1/customers", body);
  BOOST_TEST(answer.status == 422, answer.body);
  for (const auto& error : answer.json()["errors"]) {
    if (error["pointer"] == pointer) return error["message"];
  }
  return answer.body;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(offers_suite)

BOOST_AUTO_TEST_CASE(what_is_enabled_is_offered) {
  const json offered = offers();
  const json& account = offered["tradingAccounts"][0];
  BOOST_TEST(account["platform"] == "MT5 Demo");
  BOOST_TEST(account["isDefault"] == true);
  BOOST_TEST(account["leverages"].is_array());
  const auto home = std::ranges::find_if(offered["returnUrls"], [](const json& url) { return url["isHome"] == true; });
  BOOST_REQUIRE((home != offered["returnUrls"].end()));
  BOOST_TEST((*home)["path"] == "/dashboard");
  BOOST_TEST(stack().http().get("/api/v1/offers").status == 401);

  const std::string path = "/offer-" + latchkey::Uuid::make().text();
  BOOST_TEST(stack().latchkey("menu add --label Offer --path " + path).exit_code == 0);
  BOOST_TEST(offers()["returnUrls"].dump().find(path) != std::string::npos);
  BOOST_TEST(stack().latchkey("menu disable " + path).exit_code == 0);
  BOOST_TEST(offers()["returnUrls"].dump().find(path) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_refusal_lists_what_is_offered) {
  const json account = offers()["tradingAccounts"][0];
  struct Row {
    json change;
    const char* pointer;
    std::string offered;
  };
  for (const Row& row :
       {Row{{{"tradingAccount", {{"platform", "Nowhere"}}}}, "/tradingAccount/platform", "MT5 Demo"},
        Row{{{"tradingAccount", {{"accountType", "none"}}}}, "/tradingAccount/accountType", account["accountType"]},
        Row{{{"tradingAccount", {{"currency", "ZZZ"}}}}, "/tradingAccount/currency", account["currency"]},
        Row{{{"tradingAccount", {{"leverage", 7}}}}, "/tradingAccount/leverage", account["defaultLeverage"].dump()},
        Row{{{"login", {{"returnUrl", "/nowhere"}}}}, "/login/returnUrl", "/dashboard"},
        Row{{{"login", {{"returnUrl", "//evil.example"}}}}, "/login/returnUrl", "/dashboard"},
        Row{{{"login", {{"returnUrl", ""}}}}, "/login/returnUrl", "/dashboard"}}) {
    BOOST_TEST_CONTEXT(row.change.dump()) {
      const std::string message = message_about(row.change, row.pointer);
      BOOST_TEST(message.find("Offered: ") != std::string::npos, message);
      BOOST_TEST(message.find(row.offered) != std::string::npos, message);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
