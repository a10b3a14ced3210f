// latchkey lead import, beside the API whose rules it follows.
#include <boost/test/unit_test.hpp>

#include "support/stack.hpp"

using namespace latchkey::test;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

std::string new_email() { return new_customer()["email"]; }

std::string write_leads(const std::string& text) {
  const auto file = stack().folder() / "leads.csv";
  write_file(file, text);
  return "'" + file.string() + "'";
}

json take_in(const std::string& text, const std::string& options = "") {
  const auto result = stack().latchkey("lead import " + write_leads(text) + " --json " + options);
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.errors);
  return json::parse(result.output);
}

json lead_of(const std::string& email) { return json::parse(stack().latchkey("lead show --json " + email).output); }

}  // namespace

BOOST_AUTO_TEST_SUITE(lead_import_command)

BOOST_AUTO_TEST_CASE(wrong_usage_is_2_and_wrong_files_and_rows_are_1) {
  struct Row {
    std::string arguments;
    int exit_code;
    std::string told;
  };
  const auto rows = write_leads("Mail,phone\nnobody,\n" + new_email() + ",123\n");
  for (const Row& row : {Row{"lead import", 2, "file"}, Row{"lead import x --map Mail", 2, "TITLE=FIELD"},
                         Row{"lead import x --map Mail=emial", 2, "did you mean email"},
                         Row{"lead import /nowhere.csv", 1, "No such file"}, Row{"lead import /tmp", 1, "/tmp"},
                         Row{"lead import " + rows, 1, "no column is the e-mail"},
                         Row{"lead import " + rows + " --map Mial=email", 1, "did you mean \"Mail\""},
                         Row{"lead import " + rows + " --map Mail=email --source nobody@example.com", 1, "no user"},
                         Row{"lead import " + rows + " --map Mail=email", 1, "line 3, phone: Write the number"},
                         Row{"lead import " + rows + " --map Mail=email --dry-run", 1, "line 2, Mail: This is not"},
                         Row{"lead import " + rows + " --map Mail=email --dry-run --skip-wrong", 0, "line 2, Mail"}}) {
    BOOST_TEST_CONTEXT(row.arguments) {
      const auto result = stack().latchkey(row.arguments);
      BOOST_TEST(result.exit_code == row.exit_code, result.exit_code << " " << result.errors);
      BOOST_TEST(result.errors.find(row.told) != std::string::npos, result.errors);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_row_keeps_the_others_out_unless_it_is_skipped) {
  const auto email = new_email();
  const std::string text = "email,phone\n" + email + ",\n" + new_email() + ",123\n";
  BOOST_TEST(stack().latchkey("lead import " + write_leads(text)).exit_code == 1);
  BOOST_TEST(stack().latchkey("lead show " + email).exit_code == 1);
  const auto done = take_in(text, "--skip-wrong");
  BOOST_TEST(done["created"] == 1);
  BOOST_TEST(done["wrong"] == 1);
  BOOST_TEST(done["written"] == true);
  BOOST_TEST(stack().latchkey("lead show " + email).exit_code == 0);
}

BOOST_AUTO_TEST_CASE(a_row_is_stored_and_told_as_the_api_does_it_and_once) {
  const auto posted = new_email();
  const auto imported = new_email();
  const json body{{"email", posted},
                  {"firstName", "Maria"},
                  {"phone", "+357 99 123456"},
                  {"utmDetails", {{"utm_source", "ads"}}},
                  {"metadata", {{"plan", "gold"}}}};
  BOOST_REQUIRE(stack().post("/api/v1/leads", body).status == 201);
  const std::string text =
      "E-mail;First name;Phone;utm_source;metadata.plan\n" + imported + ";Maria;+357 99 123456;ads;gold\n";
  // The key's user has a webhook of his own.
  const auto user =
      stack()
          .connect()
          ->query("SELECT email FROM users WHERE CONCAT(first_name, ' ', last_name) = ?", {stack().env("API_KEY_USER")})
          .at(0)
          .text("email");
  const std::string source = "--source " + user;
  BOOST_TEST(take_in(text, source + " --dry-run")["created"] == 1);
  BOOST_TEST(take_in(text, source)["created"] == 1);
  BOOST_TEST(take_in(text, source)["unchanged"] == 1);
  auto expected = lead_of(posted);
  auto found = lead_of(imported);
  BOOST_TEST(found["touches"].size() == 1U);
  BOOST_TEST(found["firstTouch"]["apiKey"] == "file import");
  for (const char* member : {"firstName", "lastName", "status", "statusGroup", "metadata", "customerId"}) {
    BOOST_TEST(found[member] == expected[member], member);
  }
  for (const char* member : {"utmDetails", "metadata"}) {
    BOOST_TEST(found["firstTouch"][member] == expected["firstTouch"][member], member);
  }
  const auto told = [&](const json& lead) {
    return stack()
        .connect()
        ->query("SELECT COUNT(*) FROM deliveries WHERE lead_id = UNHEX(REPLACE(?, '-', ''))",
                {lead["id"].get<std::string>()})
        .at(0)
        .only_value()
        .value();
  };
  BOOST_TEST(told(found) == told(expected));
  BOOST_TEST(told(found) != "0");
}

BOOST_AUTO_TEST_SUITE_END()
