// Contract section 3: Idempotency-Key.
#include <boost/test/unit_test.hpp>
#include <mutex>
#include <set>

#include "base/uuid.hpp"
#include "support/run_together.hpp"
#include "support/stack.hpp"

using namespace latchkey::test;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(replay)

BOOST_AUTO_TEST_CASE(a_replay_gets_the_same_answer_with_a_new_token) {
  const json body = new_customer();
  const Headers key{{"Idempotency-Key", latchkey::Uuid::make().text()}};
  const Answer first = stack().post("/api/v1/customers", body, key);
  const Answer second = stack().post("/api/v1/customers", body, key);
  BOOST_TEST(first.status == 201);
  BOOST_TEST(first.header("idempotent-replayed").empty());
  BOOST_TEST(second.status == 201);
  BOOST_TEST(second.header("idempotent-replayed") == "true");
  BOOST_TEST(second.header("location") == first.header("location"));
  json a = first.json();
  json b = second.json();
  BOOST_TEST(a["login"]["token"] != b["login"]["token"]);
  const auto login = [](const json& answer) {
    return stack().http().get("/auth/login?token=" + answer["login"]["token"].get<std::string>()).status;
  };
  BOOST_TEST(login(a) == 410);
  BOOST_TEST(login(b) == 303);
  a.erase("login");
  b.erase("login");
  BOOST_TEST(a == b);
  const auto kept =
      stack()
          .connect()
          ->query("SELECT COUNT(*) AS count FROM idempotency_keys WHERE answer LIKE '%lt_%' OR answer LIKE '%sunny%'")
          .at(0);
  BOOST_TEST(kept.integer("count") == 0);
}

BOOST_AUTO_TEST_CASE(a_replay_after_the_token_was_spent_has_no_login) {
  const json body = new_customer();
  const Headers key{{"Idempotency-Key", latchkey::Uuid::make().text()}};
  const json first = stack().post("/api/v1/customers", body, key).json();
  BOOST_TEST(stack().http().get("/auth/login?token=" + first["login"]["token"].get<std::string>()).status == 303);
  BOOST_TEST(stack().post("/api/v1/customers", body, key).json()["login"].is_null());
}

BOOST_AUTO_TEST_CASE(a_replay_is_answered_whatever_became_of_menu_and_platform) {
  const auto db = stack().connect();
  db->execute_text(
      "INSERT INTO trading_platforms (id, name, kind, host, port, manager_login, created_at) VALUES "
      "(REPEAT('r', 16), 'MT5 Replay', 'mt5', '127.0.0.1', 1, '1', UTC_TIMESTAMP(6))");
  db->execute_text(
      "INSERT INTO platform_groups (id, platform_id, account_type, currency, group_name, leverages, default_leverage, "
      "default_marker, created_at) VALUES (REPEAT('s', 16), REPEAT('r', 16), 'standard', 'EUR', 'real', '100', 100, 1, "
      "UTC_TIMESTAMP(6))");
  json body = new_customer();
  body["tradingAccount"] = {{"platform", "MT5 Replay"}};
  body["login"] = {{"returnUrl", "/wallet/deposit"}};
  const Headers key{{"Idempotency-Key", latchkey::Uuid::make().text()}};
  const Answer first = stack().post("/api/v1/customers", body, key);
  db->execute_text("UPDATE trading_platforms SET is_enabled = FALSE WHERE name = 'MT5 Replay'");
  db->execute_text("UPDATE menus SET is_enabled = FALSE WHERE path = '/wallet/deposit'");
  const Answer second = stack().post("/api/v1/customers", body, key);
  body["email"] = new_customer()["email"];
  body["phone"] = "1";
  const Answer fresh = stack().post("/api/v1/customers", body);
  db->execute_text("UPDATE menus SET is_enabled = TRUE WHERE path = '/wallet/deposit'");
  BOOST_TEST(first.status == 201);
  BOOST_TEST(second.status == 201);
  BOOST_TEST(second.header("idempotent-replayed") == "true");
  BOOST_TEST(second.json()["tradingAccount"] == first.json()["tradingAccount"]);
  BOOST_TEST(second.json()["login"].is_object());
  // A new call hears of them, together with what is wrong in its body alone.
  BOOST_TEST(fresh.status == 422);
  std::set<std::string> pointers;
  const json told = fresh.json();
  for (const auto& error : told["errors"]) pointers.insert(error["pointer"]);
  BOOST_TEST((pointers == std::set<std::string>{"/phone", "/login/returnUrl", "/tradingAccount/platform"}));
}

BOOST_AUTO_TEST_CASE(another_body_or_password_under_the_same_key_is_a_mismatch) {
  json body = new_customer();
  const Headers key{{"Idempotency-Key", latchkey::Uuid::make().text()}};
  BOOST_TEST(stack().post("/api/v1/customers", body, key).status == 201);
  body["password"] = "sunny day 8";
  const Answer other = stack().post("/api/v1/customers", body, key);
  BOOST_TEST(other.status == 422);
  BOOST_TEST(other.json()["code"] == "idempotency_mismatch");
}

BOOST_AUTO_TEST_CASE(only_successes_are_kept) {
  json body = new_customer();
  body["phone"] = "1";
  const Headers key{{"Idempotency-Key", latchkey::Uuid::make().text()}};
  BOOST_TEST(stack().post("/api/v1/customers", body, key).status == 422);
  body["phone"] = "+35799123456";
  BOOST_TEST(stack().post("/api/v1/customers", body, key).status == 201);
}

BOOST_AUTO_TEST_CASE(eight_requests_with_one_key_are_carried_out_once) {
  const json body = new_customer();
  const Headers key{{"Idempotency-Key", latchkey::Uuid::make().text()}};
  std::mutex mutex;
  std::set<std::string> ids;
  int fresh = 0;
  int others = 0;
  run_together(8, [&](int) {
    Answer answer = stack().post("/api/v1/customers", body, key);
    while (answer.status == 409 && answer.json()["code"] == "idempotency_in_progress")
      answer = stack().post("/api/v1/customers", body, key);
    const std::scoped_lock lock(mutex);
    if (answer.status != 201) ++others;
    if (answer.status == 201 && answer.header("idempotent-replayed").empty()) ++fresh;
    if (answer.status == 201) ids.insert(answer.json()["customer"]["id"]);
  });
  BOOST_TEST(fresh == 1);
  BOOST_TEST(others == 0);
  BOOST_TEST(ids.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
