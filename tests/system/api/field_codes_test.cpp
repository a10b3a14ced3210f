// Every field error code that docs/openapi.yaml promises, through the whole stack; validate_answers.mjs then finds each
// of them among the kept answers.
#include <boost/test/unit_test.hpp>
#include <vector>

#include "base/uuid.hpp"
#include "support/stack.hpp"

using namespace latchkey::test;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

struct WrongField {
  std::string code;
  std::string pointer;
  json change;  // merged into a customer that would be taken
};

json many_keys(int count) {
  json object = json::object();
  for (int i = 0; i < count; ++i) object["k" + std::to_string(i)] = "v";
  return object;
}

std::vector<WrongField> wrong_fields() {
  return {
      {"required", "/lastName", {{"lastName", nullptr}}},
      {"type", "/utmDetails", {{"utmDetails", "gclid=7"}}},
      {"nested_value", "/utmDetails/gclid", {{"utmDetails", {{"gclid", {7}}}}}},
      {"address_not_public", "/ip", {{"ip", "192.168.0.7"}}},
      {"invalid", "/ip", {{"ip", "203.0.113.7/32"}}},
      {"invalid", "/language", {{"language", "en_US"}}},
      {"too_long", "/language", {{"language", "x-" + std::string(34, 'a')}}},
      {"too_short", "/firstName", {{"firstName", "  "}}},
      {"too_short", "/password", {{"password", "abc123"}}},
      {"too_long", "/lastName", {{"lastName", std::string(101, 'x')}}},
      {"too_long", "/email", {{"email", std::string(250, 'x') + "@example.com"}}},
      {"too_long", "/password", {{"password", std::string(128, 'x') + "1"}}},
      {"too_long", "/utmDetails/" + std::string(65, 'k'), {{"utmDetails", {{std::string(65, 'k'), "v"}}}}},
      {"control_characters", "/firstName", {{"firstName", "Ma\nria"}}},
      {"control_characters", "/metadata/a\tb", {{"metadata", {{"a\tb", 1}}}}},
      {"invalid", "/email", {{"email", "maria@example"}}},
      {"invalid", "/phone", {{"phone", "99123456"}}},
      {"invalid", "/login/kind", {{"login", {{"kind", "magic"}}}}},
      {"unknown_country", "/phoneCountryCode", {{"phoneCountryCode", "XX"}}},
      {"calling_code_mismatch", "/phoneCountryCode", {{"phoneCountryCode", "GB"}}},
      {"too_weak", "/password", {{"password", "onlyletters"}}},
      {"unknown_field", "/login/returnURL", {{"login", {{"returnURL", "/profile"}}}}},
      {"too_many_keys", "/utmDetails", {{"utmDetails", many_keys(41)}}},
      {"too_many_keys", "/metadata", {{"metadata", many_keys(51)}}},
      {"null_value", "/metadata/plan", {{"metadata", {{"plan", nullptr}}}}},
      {"nested_value", "/metadata/plan", {{"metadata", {{"plan", {1, 2}}}}}},
      {"number_out_of_range", "/metadata/n", {{"metadata", {{"n", nullptr}}}}},  // the number is put in as text
      {"not_allowed", "/login/returnUrl", {{"login", {{"returnUrl", "//evil.example"}}}}},
      {"not_configured", "/tradingAccount/platform", {{"tradingAccount", {{"platform", "Nowhere"}}}}},
      {"mismatch", "/nationalityCountryCode", {{"natonalityCountryCode", "FR"}}},
  };
}

json errors_of(const std::string& body) {
  const Answer answer = stack().post_text("/api/v1/customers", body,
                                          {{"X-Api-Key", stack().api_key()}, {"Content-Type", "application/json"}});
  BOOST_TEST(answer.status == 422, answer.body);
  const json told = answer.json();
  BOOST_TEST(told["code"] == "validation_failed");
  return told["errors"];
}

}  // namespace

BOOST_AUTO_TEST_SUITE(field_codes)

BOOST_AUTO_TEST_CASE(each_wrong_field_is_told_alone_with_its_code) {
  for (const auto& wrong : wrong_fields()) {
    BOOST_TEST_CONTEXT(wrong.code << " " << wrong.pointer) {
      json body = new_customer();
      body.update(wrong.change);
      std::string text = body.dump();
      if (wrong.code == "number_out_of_range") text.replace(text.find("\"n\":null"), 8, "\"n\":18446744073709551616");
      const json errors = errors_of(text);
      BOOST_REQUIRE(errors.size() == 1U);
      BOOST_TEST(errors[0]["code"] == wrong.code);
      BOOST_TEST(errors[0]["pointer"] == wrong.pointer);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_address_that_is_too_long_is_told_in_json) {
  const Answer answer = stack().http().get("/healthz?" + std::string(9'000, 'q'));
  BOOST_TEST(answer.status == 414);
  BOOST_TEST(answer.json()["code"] == "uri_too_long");
}

BOOST_AUTO_TEST_SUITE_END()
