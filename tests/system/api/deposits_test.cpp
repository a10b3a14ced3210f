// Contract section 10: events of customers, through the whole stack.
#include <boost/test/unit_test.hpp>

#include "base/uuid.hpp"
#include "support/stack.hpp"

using namespace latchkey::test;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

std::string make_key(const std::string& options) {
  const auto made = stack().latchkey("api-key create --name 'events " + latchkey::Uuid::make().text() + "' " + options);
  BOOST_REQUIRE_MESSAGE(made.exit_code == 0, made.errors);
  const std::string value = made.output.substr(0, made.output.find('\n'));
  stack().note_secret(value);
  return value;
}

struct Events {
  Events() : key(make_key("--right events:create --allow 127.0.0.1")) {
    const json body = new_customer();
    email = body["email"];
    const Answer made = stack().post("/api/v1/customers", body);
    BOOST_REQUIRE(made.status == 201);
    customer = made.json()["customer"]["id"];
  }
  Answer send(const json& event) const { return send_as(key, event.dump()); }
  Answer send_as(const std::string& value, const std::string& body) const {
    return stack().post_text("/api/v1/customers/" + customer + "/events", body,
                             {{"X-Api-Key", value}, {"Content-Type", "application/json"}});
  }
  static json deposit(const std::string& reference = "r-1") {
    return {{"type", "deposit"},
            {"amount", "250.00"},
            {"currency", "EUR"},
            {"occurredAt", "2026-11-20T12:00:00+02:00"},
            {"reference", reference}};
  }
  std::string key;
  std::string customer;
  std::string email;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(deposits, Events)

BOOST_AUTO_TEST_CASE(a_deposit_is_taken_once) {
  const Answer first = send(deposit());
  BOOST_TEST(first.status == 201, first.body);
  const json event = first.json()["event"];
  BOOST_TEST(event["type"] == "deposit");
  BOOST_TEST(event["amount"] == "250.00");
  BOOST_TEST(event["currency"] == "EUR");
  BOOST_TEST(event["occurredAt"] == "2026-11-20T10:00:00.000000Z");
  BOOST_TEST(event["reference"] == "r-1");
  BOOST_TEST(event["isFirst"] == true);
  BOOST_TEST(first.header("location").find(event["id"].get<std::string>()) != std::string::npos);
  json same = deposit();
  same["amount"] = "250.0";
  same["occurredAt"] = "2026-11-20T10:00:00Z";
  const Answer again = send(same);
  BOOST_TEST(again.status == 200);
  BOOST_TEST(again.json() == first.json());
  json other = deposit();
  other["amount"] = "251";
  const Answer taken = send(other);
  BOOST_TEST(taken.status == 409);
  BOOST_TEST(taken.json()["code"] == "reference_taken");
  BOOST_TEST(send(deposit("r-2")).json()["event"]["isFirst"] == false);
  const json lead = json::parse(stack().latchkey("lead show " + email + " --json").output);
  BOOST_TEST(lead["firstDepositAt"] == "2026-11-20T10:00:00.000000Z");
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told) {
  struct Row {
    const char* member;
    json value;
    const char* code;
  };
  for (const Row& row : {Row{"type", "withdrawal", "invalid"},
                         Row{"type", nullptr, "required"},
                         Row{"amount", 250, "type"},
                         Row{"amount", "-1", "invalid"},
                         Row{"amount", "0.00", "number_out_of_range"},
                         Row{"amount", "1e3", "invalid"},
                         Row{"amount", "123456789012345", "invalid"},
                         Row{"amount", std::string(60000, '9'), "invalid"},
                         Row{"currency", "eur", "invalid"},
                         Row{"currency", "EU", "invalid"},
                         Row{"currency", "EUROPE", "invalid"},
                         Row{"occurredAt", "2026-11-20", "invalid"},
                         Row{"occurredAt", "2026-11-20T10:00:00", "invalid"},
                         Row{"occurredAt", "2026-02-30T10:00:00Z", "invalid"},
                         Row{"occurredAt", "2099-01-01T00:00:00Z", "in_the_future"},
                         Row{"reference", "", "too_short"},
                         Row{"reference", std::string(101, 'r'), "too_long"},
                         Row{"reference", "a b", "invalid"},
                         Row{"reference", "\u00e9", "invalid"},
                         Row{"note", "x", "unknown_field"}}) {
    BOOST_TEST_CONTEXT(row.member << " " << row.value.dump().substr(0, 30)) {
      json event = deposit("wrong");
      event[row.member] = row.value;
      const Answer answer = send(event);
      BOOST_TEST(answer.status == 422, answer.body);
      const json error = answer.json()["errors"][0];
      BOOST_TEST(error["pointer"] == "/" + std::string(row.member));
      BOOST_TEST(error["code"] == row.code);
    }
  }
  BOOST_TEST(send(json::object()).json()["errors"].size() == 5U);
  BOOST_TEST(send_as(key, "").status == 400);
  BOOST_TEST(send_as(key, R"({"type":"deposit","type":"deposit"})").status == 400);
}

BOOST_AUTO_TEST_CASE(the_key_needs_the_right_and_a_narrow_list) {
  const std::string body = deposit("denied").dump();
  BOOST_TEST(send_as(make_key("--right customers:create --allow 127.0.0.1"), body).json()["code"] == "right_missing");
  BOOST_TEST(send_as(make_key("--right events:create"), body).json()["code"] == "ip_allow_list_required");
  BOOST_TEST(stack().latchkey("api-key create --name wide --right events:create --allow 0.0.0.0/0").exit_code == 1);
  Events stranger;
  stranger.customer = latchkey::Uuid::make().text();
  BOOST_TEST(stranger.send(deposit()).status == 404);
  stranger.customer = "x";
  BOOST_TEST(stranger.send(deposit()).status == 404);
}

BOOST_AUTO_TEST_CASE(a_reference_stays_ones_own_over_a_rotation) {
  const std::string name = "rotated " + latchkey::Uuid::make().text();
  const auto made =
      stack().latchkey("api-key create --name " + quoted(name) + " --right events:create --allow 127.0.0.1");
  const std::string old = made.output.substr(0, made.output.find('\n'));
  BOOST_TEST(send_as(old, deposit("kept").dump()).status == 201);
  const auto rotated = stack().latchkey("api-key rotate " + quoted(name));
  const std::string value = rotated.output.substr(0, rotated.output.find('\n'));
  BOOST_TEST(send_as(value, deposit("kept").dump()).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
