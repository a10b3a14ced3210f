// Contract section 3: what is taken with a warning.
#include <boost/test/unit_test.hpp>
#include <set>

#include "support/stack.hpp"

using namespace latchkey::test;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

json lead_of(const std::string& email) {
  return json::parse(stack().latchkey("lead show --json " + quoted(email)).output);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(warnings)

// What somebody typed or pasted, or a link collected, costs no customer: it is taken, and the answer says what is odd.
BOOST_AUTO_TEST_CASE(what_is_odd_but_harmless_is_taken_with_warnings) {
  json body = new_customer();
  body["phone"] = "\u202a+229\u00a001\u201197 00 00 00\u202c";
  body["phoneCountryCode"] = "BJ";
  body["nationalityCountryCode"] = "XK";
  body["ip"] = "203.0.113.7";
  body["utmDetails"] = {{"campaign_id", 23851234567}, {"data_referrer", std::string(1001, 'r')}};
  const Answer answer = stack().post("/api/v1/customers", body);
  BOOST_REQUIRE(answer.status == 201);
  const json told = answer.json()["warnings"];
  std::set<std::string> warnings;
  for (const auto& warning : told) {
    warnings.insert(warning["pointer"].get<std::string>() + " " + warning["code"].get<std::string>());
  }
  BOOST_TEST((warnings == std::set<std::string>{"/phone phone_unverified", "/utmDetails/data_referrer value_cut"}));
  BOOST_TEST(lead_of(body["email"])["firstTouch"]["utmDetails"]["campaign_id"] == "23851234567");
  const Answer lead = stack().post("/api/v1/leads", {{"email", new_customer()["email"]}, {"phone", "+35796404142"}});
  BOOST_TEST(lead.status == 201);
  BOOST_TEST(lead.json()["warnings"] == json::array());
  body["ip"] = "10.0.0.1";
  const Answer refused = stack().post("/api/v1/customers", body);
  BOOST_TEST(refused.status == 422);
  BOOST_TEST(refused.json()["errors"][0]["code"] == "address_not_public");
}

// By customers and by leads, however either was written; one's own number is nobody else's.
BOOST_AUTO_TEST_CASE(the_number_of_somebody_else_is_taken_with_a_warning) {
  const auto warnings = [](const std::string& path, const json& body) {
    std::set<std::string> codes;
    const json answer = stack().post(path, body).json();
    for (const auto& warning : answer.at("warnings")) codes.insert(warning["code"]);
    return codes;
  };
  using Codes = std::set<std::string>;
  json lead{{"email", new_customer()["email"]}, {"phone", "+35796515253"}};
  BOOST_TEST(warnings("/api/v1/leads", lead).empty());
  BOOST_TEST(warnings("/api/v1/leads", lead).empty());
  json customer = new_customer();
  customer["email"] = lead["email"];
  customer["phone"] = "00357 96 515 253";
  BOOST_TEST(warnings("/api/v1/customers?dryRun=true", customer).empty());
  BOOST_TEST(warnings("/api/v1/customers", customer).empty());
  lead["email"] = "somebody.else." + lead["email"].get<std::string>();
  BOOST_TEST((warnings("/api/v1/leads?dryRun=true", lead) == Codes{"phone_known"}));
  BOOST_TEST((warnings("/api/v1/leads", lead) == Codes{"phone_known"}));
  customer["email"] = new_customer()["email"].get<std::string>() + ".mailinator.com";
  BOOST_TEST((warnings("/api/v1/customers?dryRun=true", customer) == Codes{"email_disposable", "phone_known"}));
  BOOST_TEST((warnings("/api/v1/customers", customer) == Codes{"email_disposable", "phone_known"}));
}

BOOST_AUTO_TEST_CASE(a_lead_whose_metadata_is_full_says_so) {
  json lead{{"email", new_customer()["email"]}};
  Answer answer;
  for (int call = 0; call < 5; ++call) {
    json metadata = json::object();
    for (int i = 0; i < 50; ++i)
      metadata["k" + std::to_string(call) + "_" + std::to_string(i)] = std::string(1000, 'x');
    lead["metadata"] = metadata;
    answer = stack().post("/api/v1/leads", lead);
    if (call == 2) BOOST_TEST(answer.json()["warnings"] == json::array());
  }
  BOOST_REQUIRE(answer.status == 200);
  BOOST_TEST(answer.json()["warnings"][0]["code"] == "metadata_full");
  lead.erase("metadata");
  BOOST_TEST(stack().post("/api/v1/leads", lead).json()["warnings"] == json::array());
  BOOST_TEST(lead_of(lead["email"])["metadata"].size() == 150U);
}

BOOST_AUTO_TEST_SUITE_END()
