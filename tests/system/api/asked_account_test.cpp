// Contract section 3: the trading account that is asked for with a customer.
#include <boost/test/unit_test.hpp>

#include "support/stack.hpp"

using namespace latchkey::test;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

std::int64_t count(const std::string& sql, const std::string& value) {
  return stack().connect()->query(sql, {value}).at(0).integer("count");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(asked_account)

BOOST_AUTO_TEST_CASE(trading_account_not_configured) {
  json body = new_customer();
  body["tradingAccount"] = json::object();
  const auto db = stack().connect();
  db->execute_text("UPDATE trading_platforms SET is_enabled = FALSE");
  const Answer answer = stack().post("/api/v1/customers", body);
  db->execute_text("UPDATE trading_platforms SET is_enabled = TRUE");
  BOOST_TEST(answer.status == 422);
  BOOST_TEST(answer.json()["errors"][0]["pointer"] == "/tradingAccount");
  BOOST_TEST(count("SELECT COUNT(*) AS count FROM customers WHERE email = ?", body["email"]) == 0);
}

BOOST_AUTO_TEST_CASE(trading_account_is_checked_and_queued) {
  const auto db = stack().connect();
  db->execute_text(
      "INSERT INTO trading_platforms (id, name, kind, host, port, manager_login, created_at) VALUES "
      "(REPEAT('p', 16), 'MT5 Live', 'mt5', '127.0.0.1', 1, '1', UTC_TIMESTAMP(6))");
  db->execute_text(
      "INSERT INTO platform_groups (id, platform_id, account_type, currency, group_name, leverages, default_leverage, "
      "default_marker, created_at) "
      "VALUES (REPEAT('g', 16), REPEAT('p', 16), 'standard', 'EUR', 'real\\\\eur', '100,200', 100, 1, "
      "UTC_TIMESTAMP(6)), "
      "(REPEAT('h', 16), REPEAT('p', 16), 'pro', 'USD', 'real\\\\usd', '500', 500, NULL, UTC_TIMESTAMP(6))");
  struct Row {
    json wish;
    std::string wrong;  // the pointer's last part; empty when it is taken
  };
  for (const Row& row :
       {Row{json::object(), ""}, Row{{{"accountType", "pro"}, {"leverage", 500}}, ""},
        Row{{{"currency", "EUR"}, {"leverage", 200}}, ""}, Row{{{"platform", "None"}}, "platform"},
        Row{{{"accountType", "vip"}}, "accountType"}, Row{{{"accountType", "pro"}, {"currency", "EUR"}}, "currency"},
        Row{{{"leverage", 300}}, "leverage"}, Row{{{"leverage", "100"}}, "leverage"},
        Row{{{"leverage", -1}}, "leverage"}, Row{{{"plattform", "x"}}, "plattform"}}) {
    BOOST_TEST_CONTEXT(row.wish.dump()) {
      json body = new_customer();
      body["tradingAccount"] = json{{"platform", "MT5 Live"}};
      body["tradingAccount"].update(row.wish);
      const Answer answer = stack().post("/api/v1/customers", body);
      if (row.wrong.empty()) {
        BOOST_REQUIRE(answer.status == 201);
        BOOST_TEST(answer.json()["tradingAccount"]["status"] == "pending");
        BOOST_TEST(answer.json()["tradingAccount"]["platform"] == "MT5 Live");
        const Answer read = stack().http().get(answer.header("location"), {{"X-Api-Key", stack().api_key()}});
        BOOST_TEST(read.json()["tradingAccounts"][0]["id"] == answer.json()["tradingAccount"]["id"]);
      } else {
        BOOST_TEST(answer.status == 422);
        BOOST_TEST(answer.json()["errors"][0]["pointer"] == "/tradingAccount/" + row.wrong);
        BOOST_TEST(count("SELECT COUNT(*) AS count FROM leads WHERE email = ?", body["email"]) == 0);
      }
    }
  }
  db->execute_text("UPDATE trading_platforms SET is_enabled = FALSE WHERE name = 'MT5 Live'");
}

BOOST_AUTO_TEST_SUITE_END()
