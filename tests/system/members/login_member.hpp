// A customer with a way in, and what is asked of the pages on it: for the tests of auto login and of the sign-in page.
#pragma once
#include <boost/test/unit_test.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/percent.hpp"
#include "base/uuid.hpp"
#include "support/stack.hpp"

namespace latchkey::test {

struct Member {
  std::string id;
  std::string email;
  std::string token;
};

inline Member make_member(const nlohmann::json& login = nlohmann::json::object()) {
  nlohmann::json body = new_customer();
  body["login"] = login;
  const Answer answer = Stack::shared().post("/api/v1/customers", body);
  BOOST_REQUIRE_MESSAGE(answer.status == 201, answer.body);
  const nlohmann::json created = answer.json();
  Stack::shared().note_secret(created["login"]["token"]);
  return {created["customer"]["id"], body["email"], created["login"]["token"]};
}

inline Answer open(const std::string& token, const std::string& more = "", const Headers& headers = {}) {
  return Stack::shared().http().get("/auth/login?token=" + token + more, headers);
}

inline Headers with_session(const Answer& signed_in) {
  Stack::shared().note_secret(signed_in.cookie("__Host-member"));
  return {{"Cookie", "__Host-member=" + signed_in.cookie("__Host-member")}};
}

inline Answer post_form(const std::string& path, const std::vector<std::pair<std::string, std::string>>& fields,
                        const Headers& headers = {}) {
  std::string body;
  for (const auto& [name, value] : fields) body += (body.empty() ? "" : "&") + name + "=" + percent_encode(value);
  Headers all{{"Content-Type", "application/x-www-form-urlencoded"}};
  all.insert(all.end(), headers.begin(), headers.end());
  return Stack::shared().http().send("POST", path, all, body);
}

inline void check_auth_headers(const Answer& answer) {
  BOOST_TEST(answer.header("cache-control") == "no-store");
  BOOST_TEST(answer.header("referrer-policy") == "no-referrer");
  BOOST_TEST(answer.header("x-content-type-options") == "nosniff");
  const std::string policy = answer.header("content-security-policy");
  BOOST_TEST(policy.find("frame-ancestors 'none'") != std::string::npos);
  BOOST_TEST(policy.find("unsafe-inline") == std::string::npos);
  BOOST_TEST(answer.header("strict-transport-security").find("max-age=31536000") == 0U);
}

inline bool contains(const Answer& answer, const std::string& text) {
  return answer.body.find(text) != std::string::npos;
}

inline bool is_signed_in(const Headers& session) {
  return Stack::shared().http().get("/auth/session", session).status == 200;
}

// What the login activity says of the member's newest attempt.
inline db::Row last_attempt(const Member& member) {
  return Stack::shared()
      .connect()
      ->query(
          R"sql(
          SELECT outcome, return_url, return_url_reason
          FROM sign_in_attempts
          WHERE customer_id = ?
          ORDER BY id DESC
          LIMIT 1)sql",
          {Uuid::parse(member.id)})
      .at(0);
}

// The page without what differs by nature: the anti-forgery value and what was typed.
inline std::string neutral(const Answer& answer) {
  std::string body = answer.body;
  const auto at = body.find("name=\"form\" value=\"");
  if (at != std::string::npos) body.erase(at, 19 + 43);
  return body;
}

}  // namespace latchkey::test
