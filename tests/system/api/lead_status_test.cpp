// Contract section 10: the status of a lead, by the API and the command line.
#include <boost/test/unit_test.hpp>

#include "base/uuid.hpp"
#include "support/stack.hpp"

using namespace latchkey::test;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

std::string make_key(const std::string& right) {
  const auto made =
      stack().latchkey("api-key create --name 'status " + latchkey::Uuid::make().text() + "' --right " + right);
  BOOST_REQUIRE_MESSAGE(made.exit_code == 0, made.errors);
  const std::string value = made.output.substr(0, made.output.find('\n'));
  stack().note_secret(value);
  return value;
}

struct Lead {
  Lead() : email(latchkey::Uuid::make().text() + "@example.com") {
    const Answer made = stack().post("/api/v1/leads", {{"email", email}});
    BOOST_REQUIRE(made.status == 201);
    id = made.json()["lead"]["id"];
  }
  Answer patch_text(const std::string& key, const std::string& body) const {
    const Headers headers{{"X-Api-Key", key}, {"Content-Type", "application/json"}};
    return stack().http().send("PATCH", "/api/v1/leads/" + id, headers, body);
  }
  Answer patch(const std::string& key, const std::string& status) const {
    return patch_text(key, json{{"status", status}}.dump());
  }
  json show() const { return json::parse(stack().latchkey("lead show " + email + " --json").output); }

  std::string email;
  std::string id;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(lead_status)

BOOST_AUTO_TEST_CASE(a_partner_sets_the_status_of_any_lead) {
  const std::string key = make_key("leads:update");
  const Lead lead;
  BOOST_TEST(lead.show()["status"] == "New");
  BOOST_TEST(lead.show()["statusGroup"] == "new");
  const Answer set = lead.patch(key, "In progress");
  BOOST_TEST(set.status == 200, set.body);
  const json answer = set.json()["lead"];
  BOOST_TEST(answer["id"] == lead.id);
  BOOST_TEST(answer["status"] == "In progress");
  BOOST_TEST(answer["statusGroup"] == "inProgress");
  BOOST_TEST(lead.patch(key, "In progress").json()["lead"]["modifiedAt"] == answer["modifiedAt"]);
  BOOST_TEST(lead.show()["status"] == "In progress");
  // It counts as a person's change.
  BOOST_TEST(stack().post("/api/v1/customers", customer_with_email(lead.email)).status == 201);
  BOOST_TEST(lead.show()["status"] == "In progress");
}

BOOST_AUTO_TEST_CASE(a_lead_that_becomes_a_customer_is_converted) {
  const Lead lead;
  BOOST_TEST(stack().post("/api/v1/customers", customer_with_email(lead.email)).status == 201);
  BOOST_TEST(lead.show()["status"] == "Converted");
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told) {
  const std::string key = make_key("leads:update");
  const Lead lead;
  const Answer unknown = lead.patch(key, "Almost");
  BOOST_TEST(unknown.status == 422);
  const json error = unknown.json()["errors"][0];
  BOOST_TEST(error["pointer"] == "/status");
  BOOST_TEST(error["code"] == "unknown_status");
  BOOST_TEST(error["message"].get<std::string>().find("In progress, Converted") != std::string::npos);
  struct Row {
    const char* body;
    int status;
    const char* code;
  };
  for (const Row& row :
       {Row{"{}", 422, "required"}, Row{R"({"status":null})", 422, "required"}, Row{R"({"status":5})", 422, "type"},
        Row{R"({"status":"New","note":"x"})", 422, "unknown_field"}, Row{"[1]", 400, "malformed_json"},
        Row{R"({"status":"New","status":"New"})", 400, "malformed_json"}}) {
    BOOST_TEST_CONTEXT(row.body) {
      const Answer answer = lead.patch_text(key, row.body);
      BOOST_TEST(answer.status == row.status);
      BOOST_TEST((row.status == 422 ? answer.json()["errors"][0]["code"] : answer.json()["code"]) == row.code);
    }
  }
  Lead nobody;
  nobody.id = latchkey::Uuid::make().text();
  BOOST_TEST(nobody.patch(key, "New").status == 404);
  nobody.id = "x";
  BOOST_TEST(nobody.patch(key, "New").status == 404);
  BOOST_TEST(lead.patch(make_key("leads:create"), "New").status == 403);
  const Answer get = stack().http().get("/api/v1/leads/" + lead.id, {{"X-Api-Key", key}});
  BOOST_TEST(get.status == 405);
  BOOST_TEST(get.header("allow") == "PATCH");
  BOOST_TEST(lead.show()["status"] == "New");
}

BOOST_AUTO_TEST_CASE(the_command_line_sets_and_names_statuses) {
  const std::string name = "Called " + latchkey::Uuid::make().text();
  BOOST_TEST(stack().latchkey("lead-status add --name " + quoted(name) + " --group inProgress").exit_code == 0);
  BOOST_TEST(stack().latchkey("lead-status add --name " + quoted(name) + " --group inProgress").exit_code == 1);
  BOOST_TEST(stack().latchkey("lead-status add --name x --group nowhere").exit_code == 2);
  const Lead lead;
  BOOST_TEST(stack().latchkey("lead status " + lead.email + " " + quoted(name)).exit_code == 0);
  BOOST_TEST(lead.show()["status"] == name);
  const auto unknown = stack().latchkey("lead status " + lead.email + " Almost");
  BOOST_TEST(unknown.exit_code == 1);
  BOOST_TEST(unknown.errors.find("In progress") != std::string::npos);
  BOOST_TEST(stack().latchkey("lead status nobody@example.com New").exit_code == 1);
  BOOST_TEST(stack().latchkey("lead-status change " + quoted(name) + " --name " + quoted(name + " back")).exit_code ==
             0);
  BOOST_TEST(lead.show()["status"] == name + " back");
  BOOST_TEST(stack().latchkey("lead-status disable " + quoted(name + " back")).exit_code == 0);
  BOOST_TEST(lead.show()["status"] == name + " back");
  BOOST_TEST(stack().latchkey("lead-status disable Rejected").exit_code == 1);
  BOOST_TEST(stack().latchkey("lead-status change New").exit_code == 2);
  const json offered = stack().http().get("/api/v1/offers", {{"X-Api-Key", stack().api_key()}}).json();
  BOOST_TEST(offered["leadStatuses"].dump().find("In progress") != std::string::npos);
  BOOST_TEST(offered["leadStatuses"].dump().find(name) == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
