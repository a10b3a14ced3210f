// Contract section 10: the log of calls. It tells what was asked and answered, and nothing of what was sent.
#include <boost/test/unit_test.hpp>

#include "base/uuid.hpp"
#include "support/stack.hpp"

using namespace latchkey::test;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

std::string make_key(const std::string& options) {
  const auto made = stack().latchkey("api-key create --name 'calls " + latchkey::Uuid::make().text() +
                                     "' --right customers:create " + options);
  BOOST_REQUIRE_MESSAGE(made.exit_code == 0, made.errors);
  const std::string value = made.output.substr(0, made.output.find('\n'));
  stack().note_secret(value);
  return value;
}

struct Calls {
  Calls() : key(make_key("")) {}
  Answer post(const json& body) const {
    return stack().post_text("/api/v1/customers", body.dump(),
                             {{"X-Api-Key", key}, {"Content-Type", "application/json"}});
  }
  static Answer look_up(const std::string& value, const std::string& request_id) {
    return stack().http().get("/api/v1/calls/" + request_id, {{"X-Api-Key", value}});
  }
  // Once it is there: another process may have answered the call.
  json call_of(const Answer& answer) const {
    json call;
    BOOST_TEST(holds_within(std::chrono::milliseconds{3000}, [&] {
      const Answer found = look_up(key, answer.header("x-request-id"));
      if (found.status == 200) call = found.json();
      return found.status == 200;
    }));
    return call;
  }
  std::string key;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(calls, Calls)

BOOST_AUTO_TEST_CASE(a_call_is_found_by_its_request_id_within_two_seconds) {
  const Answer created = post(new_customer());
  BOOST_TEST(created.status == 201);
  const json call = call_of(created);
  BOOST_TEST(call["requestId"] == created.header("x-request-id"));
  BOOST_TEST(call["route"] == "/api/v1/customers");
  BOOST_TEST(call["status"] == 201);
  BOOST_TEST(call["code"].is_null());
  BOOST_TEST(call["pointers"] == json::array());
  BOOST_TEST(call["milliseconds"].is_number_integer());
  BOOST_TEST(call["address"] == "127.0.0.1");
  BOOST_TEST(call["customerId"] == created.json()["customer"]["id"]);
  BOOST_TEST(call["leadId"] == created.json()["lead"]["id"]);
  BOOST_TEST(call["key"].get<std::string>().starts_with("calls "));
  BOOST_TEST(call["at"].get<std::string>().size() == 27U);
}

BOOST_AUTO_TEST_CASE(a_refusal_is_kept_with_its_code_and_pointers) {
  json body = new_customer();
  body["phone"] = "1";
  body["utmDetails"] = 5;
  const json call = call_of(post(body));
  BOOST_TEST(call["status"] == 422);
  BOOST_TEST(call["code"] == "validation_failed");
  BOOST_TEST(call["pointers"] == json({"/phone", "/utmDetails"}));
}

BOOST_AUTO_TEST_CASE(only_the_key_itself_and_its_successor_see_a_call) {
  const Answer created = post(new_customer());
  static_cast<void>(call_of(created));
  const std::string request_id = created.header("x-request-id");
  BOOST_TEST(look_up(make_key(""), request_id).status == 404);
  for (const std::string& wrong :
       {std::string("x"), std::string(64, 'a'), std::string("%27%20OR%201"), latchkey::Uuid::make().text()}) {
    BOOST_TEST(look_up(key, wrong).status == 404);
  }
  BOOST_TEST(stack().http().get("/api/v1/calls/" + request_id).status == 401);
}

BOOST_AUTO_TEST_CASE(nothing_that_was_sent_is_kept) {
  json body = new_customer();
  const std::string mark = "mark" + latchkey::Uuid::make().text();
  body["firstName"] = mark;
  body["lastName"] = mark;
  body["email"] = mark + "@example.com";
  body["password"] = mark + " 7";
  body["metadata"] = {{"plan", mark}};
  body["utmDetails"] = {{"utm_source", mark}};
  static_cast<void>(call_of(post(body)));
  body[mark] = mark;
  body["metadata"][mark + "+"] = nullptr;
  static_cast<void>(call_of(post(body)));
  const auto db = stack().connect();
  const auto rows = db->query(
      "SELECT COUNT(*) AS count FROM api_calls WHERE CONCAT_WS(' ', request_id, route, status, code, pointers, "
      "address) "
      "LIKE ?",
      {"%" + mark + "%"});
  BOOST_TEST(rows.at(0).integer("count") == 0);
}

BOOST_AUTO_TEST_CASE(old_calls_are_pruned) {
  const json call = call_of(post(new_customer()));
  const auto db = stack().connect();
  db->execute("UPDATE api_calls SET called_at = UTC_TIMESTAMP(6) - INTERVAL 31 DAY WHERE request_id = ?",
              {call["requestId"].get<std::string>()});
  BOOST_TEST(stack().latchkey("prune").exit_code == 0);
  BOOST_TEST(look_up(key, call["requestId"]).status == 404);
}

BOOST_AUTO_TEST_SUITE_END()
