// Members with trading accounts on the shared stack, for the tests of /auth/trading-accounts.
#pragma once
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "base/percent.hpp"
#include "crypto/secret_box.hpp"
#include "support/stack.hpp"
#include "support/trading_accounts.hpp"

namespace latchkey::test {

inline Stack& stack() { return Stack::shared(); }

inline const std::string list_path = "/auth/trading-accounts";
inline const Headers own_form{{"Sec-Fetch-Site", "same-origin"}};

// The keys of the stack's key file.
inline const crypto::SecretBox& box() {
  static const crypto::SecretBox box(stack().folder() / "secrets.key");
  return box;
}

struct Member {
  Member() {
    const nlohmann::json body = new_customer();
    const nlohmann::json created = stack().post("/api/v1/customers", body).json();
    id = *Uuid::parse(created["customer"]["id"].get<std::string>());
    email = body["email"];
    const Answer in = stack().http().get("/auth/login?token=" + created["login"]["token"].get<std::string>());
    session = {{"Cookie", "__Host-member=" + in.cookie("__Host-member")}};
    stack().note_secret("sunny day 7");
    stack().note_secret("sunny+day+7");
    stack().note_secret("sunny%20day%207");
  }
  TradingAccount open(std::string_view status = "created") const {
    auto account = make_account(*stack().connect(), box(), id, status);
    stack().note_secret(account.main_password);
    stack().note_secret(account.investor_password);
    return account;
  }
  nlohmann::json list() const { return stack().http().get(list_path, session).json()["tradingAccounts"]; }

  Uuid id = Uuid();
  std::string email;
  Headers session;
};

inline std::string path_of(const TradingAccount& account) { return list_path + "/" + account.id.text() + "/passwords"; }

// Behaves like an honest client: waits when nginx says that this address has sent too many forms in this second.
inline Answer post(const std::string& path, const std::string& body, const Headers& session,
                   const Headers& more = own_form) {
  Headers headers{{"Content-Type", "application/x-www-form-urlencoded"}};
  headers.insert(headers.end(), session.begin(), session.end());
  headers.insert(headers.end(), more.begin(), more.end());
  Answer answer = stack().http().send("POST", path, headers, body);
  for (int i = 0; i < 10 && answer.status == 429 && answer.header("retry-after") == "1"; ++i) {
    std::this_thread::sleep_for(std::chrono::seconds{1});
    answer = stack().http().send("POST", path, headers, body);
  }
  return answer;
}

inline Answer reveal(const Member& member, const TradingAccount& account, const std::string& password = "sunny day 7",
                     const Headers& more = own_form) {
  return post(path_of(account), "returnUrl=%2Faccounts&password=" + percent_encode(password), member.session, more);
}

inline const Headers as_json{{"Sec-Fetch-Site", "same-origin"}, {"Accept", "application/json"}};

inline bool contains(const Answer& answer, const std::string& text) {
  return answer.body.find(text) != std::string::npos;
}

inline bool tells(const Answer& answer, const TradingAccount& account) {
  return contains(answer, account.main_password) || contains(answer, account.investor_password);
}

inline bool is_waiting(const TradingAccount& account) {
  return stack()
      .connect()
      ->query(
          R"sql(
          SELECT main_password IS NOT NULL AND investor_password IS NOT NULL AS are_waiting
          FROM account_openings
          WHERE account_id = ?)sql",
          {account.id})
      .at(0)
      .flag("are_waiting");
}

inline std::vector<std::string> events_of(const TradingAccount& account) {
  std::vector<std::string> events;
  for (const auto& row :
       stack().connect()->query("SELECT actor, step FROM account_events WHERE account_id = ?", {account.id})) {
    events.push_back(row.text("actor") + " " + row.text("step"));
  }
  return events;
}

inline void check_page(const Answer& answer, int status) {
  BOOST_TEST(answer.status == status);
  BOOST_TEST(answer.header("content-type").starts_with("text/html"));
  BOOST_TEST(answer.header("cache-control") == "no-store");
  BOOST_TEST(answer.header("referrer-policy") == "no-referrer");
  BOOST_TEST(answer.header("x-content-type-options") == "nosniff");
  BOOST_TEST(answer.header("content-security-policy").find("default-src 'none'") != std::string::npos);
}

inline void check_problem(const Answer& answer, int status, const std::string& code) {
  BOOST_TEST(answer.status == status);
  BOOST_TEST(answer.header("content-type") == "application/problem+json");
  BOOST_TEST(answer.header("cache-control") == "no-store");
  BOOST_TEST(answer.header("referrer-policy") == "no-referrer");
  BOOST_TEST(answer.json()["code"] == code);
}

inline void forgive_failures() { stack().connect()->execute_text("DELETE FROM sign_in_attempts"); }

}  // namespace latchkey::test
