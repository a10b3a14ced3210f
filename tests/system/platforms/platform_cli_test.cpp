// Contract section 9: platforms, accounts and secrets on the command line.
#include <boost/test/unit_test.hpp>

#include "support/stack.hpp"
#include "trading/simulator.hpp"

using namespace latchkey::test;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

CommandResult done(const std::string& arguments, const std::string& input = "") {
  auto result = stack().latchkey(arguments, input);
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, arguments << ": " << result.errors);
  return result;
}

json listed(const std::string& arguments) { return json::parse(done(arguments + " --json").output); }

json find(const json& rows, const std::string& member, const std::string& value) {
  for (const auto& row : rows) {
    if (row[member] == value) return row;
  }
  return nullptr;
}

Answer create(const std::string& platform) {
  json body = new_customer();
  body["tradingAccount"] = {{"platform", platform}};
  Answer answer = stack().post("/api/v1/customers", body);
  BOOST_REQUIRE(answer.status == 201);
  return answer;
}

json status_of(const Answer& created) {
  return stack()
      .http()
      .get(created.header("location"), {{"X-Api-Key", stack().api_key()}})
      .json()["tradingAccounts"]
      .at(0)["status"];
}

std::string id_of(const Answer& created) { return created.json()["tradingAccount"]["id"]; }

}  // namespace

BOOST_AUTO_TEST_SUITE(platform_command_line)

struct Row {
  const char* arguments;
  int exit_code;
  const char* told;
};

BOOST_AUTO_TEST_CASE(wrong_usage_is_2_and_a_refusal_is_1) {
  const std::string mt5 = "platform add --name X --kind mt5 --host h --manager 1 --secret-stdin ";
  const std::string mt4 = "platform add --name X --kind mt4 --host h --secret-stdin ";
  const std::string group = "platform group add --platform 'MT5 Demo' --account-type t --currency EUR ";
  const std::pair<std::string, Row> table[] = {
      {"platform", {"", 2, ""}},
      {"platform add --kind mt5 --host h", {"", 2, "--name"}},
      {"platform add --name X --kind mt6 --host h", {"", 2, "--kind"}},
      {"platform add --name X --kind mt5 --host h --manager 1", {"", 2, "--secret-stdin"}},
      {"platform add --name X --kind mt5 --host h --secret-stdin", {"", 2, "--manager"}},
      {mt5 + "--port 0", {"", 2, "--port"}},
      {mt5 + "--port 65536", {"", 2, "--port"}},
      {mt5 + "--ca /nowhere.pem", {"", 2, "--ca"}},
      {mt5 + "--pin abc", {"", 2, "--pin"}},
      {mt5 + "--code-page CP1252", {"", 2, "--code-page"}},
      {mt5 + "--request-timeout 5", {"", 2, "--request-timeout"}},
      {mt5 + "--agent 'two words'", {"", 2, "--agent"}},
      {mt5 + "--no-tls", {"", 2, "no-tls"}},
      {"platform add --name X --kind mt5 --host https://h --manager 1 --secret-stdin", {"", 2, "--host"}},
      {"platform add --name 'MT5 Demo' --kind mt5 --host h --manager 1 --secret-stdin", {"", 1, "MT5 Demo"}},
      {mt4 + "--manager 1", {"", 2, "--manager"}},
      {mt4 + "--pin abc", {"", 2, "no TLS"}},
      {mt4 + "--code-page NOTHING", {"", 2, "NOTHING"}},
      {"platform test Nowhere", {"", 1, "Nowhere"}},
      {"platform disable Nowhere", {"", 1, "Nowhere"}},
      {group + "--group 'a,b'", {"", 2, "--group"}},
      {group + "--group g --leverage 0", {"", 2, "--leverage"}},
      {"platform group add --platform 'MT5 Demo' --account-type standard --currency EUR --group g",
       {"", 1, "standard"}},
      {"platform group add --platform 'MT5 Demo' --account-type t --currency eur --group g", {"", 2, "--currency"}},
      {"account show 1", {"", 1, "account list"}},
      {"account list --status open", {"", 2, "--status"}},
      {"account resolve 01a209e3-b609-7254-9869-4cb685273717", {"", 2, "--login"}},
      {"account resolve 01a209e3-b609-7254-9869-4cb685273717 --login 0", {"", 2, "--login"}},
      {"account resolve 01a209e3-b609-7254-9869-4cb685273717 --login 9223372036854775808", {"", 2, "--login"}},
      {"account resolve 01a209e3-b609-7254-9869-4cb685273717 --failed 'No way'", {"", 2, "--failed"}},
      {"account retry 01a209e3-b609-7254-9869-4cb685273717", {"", 1, "no trading account"}},
      {"account renew-passwords", {"", 2, "account"}},
      {"account renew-passwords 01a209e3-b609-7254-9869-4cb685273717", {"", 1, "no trading account"}},
      {"secrets", {"", 2, ""}}};
  for (const auto& [arguments, row] : table) {
    BOOST_TEST_CONTEXT(arguments) {
      const auto result = stack().latchkey(arguments, "a secret\n");
      BOOST_TEST(result.exit_code == row.exit_code, result.exit_code << " " << result.errors);
      BOOST_TEST(result.errors.find(row.told) != std::string::npos, result.errors);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_platform_is_entered_tested_and_opens_accounts) {
  const Simulator simulator(SimulatorKind::mt5);
  const std::string port = std::to_string(simulator.port());
  done(
      "platform add --name Second --server-name Second-Live --kind mt5 --host 127.0.0.1 --manager 1000 --secret-stdin "
      "--port " +
          port + " --ca " + quoted(simulator.certificate_file()),
      "Password2\n");
  stack().note_secret("Password2");
  done(
      "platform group add --platform Second --account-type standard --currency USD --group 'demo\\forex-usd' "
      "--leverage 200,50");
  const json row = find(listed("platform list"), "name", "Second");
  BOOST_TEST(row["kind"] == "mt5");
  BOOST_TEST(row["enabled"] == true);
  BOOST_TEST(row["default"] == false);
  BOOST_TEST(!row.contains("secret"));
  BOOST_TEST(row["serverName"] == "Second-Live");
  const json group = find(listed("platform group list --platform Second"), "platform", "Second");
  BOOST_TEST(group["leverages"] == json({50, 200}));
  BOOST_TEST(group["defaultLeverage"] == 200);

  const auto wrong = stack().latchkey("platform test Second");
  BOOST_TEST(wrong.exit_code == 1);
  BOOST_TEST(wrong.output.find("failed    sign-in") != std::string::npos, wrong.output);
  BOOST_TEST(wrong.output.find("API password") != std::string::npos, wrong.output);
  const Answer waiting = create("Second");
  BOOST_TEST(
      holds_within(10s, [] { return find(listed("platform list"), "name", "Second")["state"] == "needs attention"; }));
  const auto doctor = stack().latchkey("doctor");
  BOOST_TEST(doctor.exit_code == 1);
  BOOST_TEST(doctor.output.find("platform Second is left alone: sign_in_refused") != std::string::npos, doctor.output);

  done("platform set-secret Second", "Password1\n");
  const auto right = done("platform test Second");
  BOOST_TEST(right.output.find("passed    group demo\\forex-usd") != std::string::npos, right.output);
  BOOST_TEST(holds_within(20s, [&] { return status_of(waiting) == "created"; }));
  BOOST_TEST(simulator.accounts().size() == 1U);

  done("platform disable Second");
  json body = new_customer();
  body["tradingAccount"] = {{"platform", "Second"}};
  BOOST_TEST(stack().post("/api/v1/customers", body).status == 422);
}

BOOST_AUTO_TEST_CASE(what_was_set_can_be_unset) {
  done("platform add --name Unset --kind mt5 --host 127.0.0.1 --manager 1000 --demo --secret-stdin", "Password1\n");
  done("platform disable Unset");
  const auto shown = [] { return find(listed("platform list"), "name", "Unset"); };
  const auto set = [](const std::string& option) { done("platform change Unset " + option); };
  set("--default");
  set("--agent Mine");  // what is not named stays
  BOOST_TEST(shown()["default"] == true);
  BOOST_TEST(shown()["demo"] == true);
  BOOST_TEST(find(listed("platform list"), "name", "MT5 Demo")["default"] == false);
  set("--no-default --live");
  BOOST_TEST(shown()["default"] == false);
  BOOST_TEST(shown()["demo"] == false);
  done("platform change 'MT5 Demo' --default");
  const std::string key = " --platform Unset --account-type a --currency USD";
  done("platform group add --group x --default" + key);
  BOOST_TEST(listed("platform group list --platform Unset").at(0)["default"] == true);
  done("platform group change --no-default" + key);
  BOOST_TEST(listed("platform group list --platform Unset").at(0)["default"] == false);
}

BOOST_AUTO_TEST_CASE(an_account_is_shown_with_its_history) {
  const Answer answer = create("MT5 Demo");
  const json account = listed("account show " + id_of(answer));
  BOOST_TEST(account["status"] == "created");
  BOOST_TEST(account["customer"] == answer.json()["customer"]["email"]);
  BOOST_TEST(account["history"].at(0)["step"] == "queued");
  BOOST_TEST(account["history"].at(0)["actor"] == "api key Demo partner");
  BOOST_TEST(account["history"].at(1)["step"] == "send");
  BOOST_TEST(account["history"].at(2)["step"] == "created");
  BOOST_TEST(!find(listed("account list --status created --platform 'MT5 Demo'"), "id", id_of(answer)).is_null());
  BOOST_TEST(find(listed("account list --status failed"), "id", id_of(answer)).is_null());
  BOOST_TEST(stack().latchkey("account retry " + id_of(answer)).exit_code == 1);
  BOOST_TEST(stack().latchkey("account resolve --failed not_opened " + id_of(answer)).exit_code == 1);
}

BOOST_AUTO_TEST_CASE(passwords_of_an_open_account_are_renewed) {
  const Answer answer = create("MT5 Demo");
  const std::string id = id_of(answer);
  const auto shown = [&] { return listed("account show " + id); };
  BOOST_TEST(shown()["renewal"].is_null());
  done("account renew-passwords " + id);
  BOOST_TEST(holds_within(10s, [&] { return shown()["renewal"] == "done"; }));
  BOOST_TEST(shown()["passwordsWaiting"] == true);
  BOOST_TEST(shown()["renewalCode"].is_null());
  BOOST_TEST(shown()["history"].back()["step"] == "passwords_renewed");
  done("platform disable 'MT5 Demo'");
  const auto waiting = done("account renew-passwords " + id);
  BOOST_TEST(waiting.errors.find("is disabled, so the account waits") != std::string::npos, waiting.errors);
  const auto again = stack().latchkey("account renew-passwords " + id);
  BOOST_TEST(again.exit_code == 1);
  BOOST_TEST(again.errors.find("waits already") != std::string::npos, again.errors);
  done("platform enable 'MT5 Demo'");
  BOOST_TEST(holds_within(10s, [&] { return shown()["renewal"] == "done"; }));
}

BOOST_AUTO_TEST_CASE(mt4_in_clear_text_is_warned_about_and_a_manual_account_resolved) {
  const Simulator simulator(SimulatorKind::mt4);
  done("platform add --name MT4 --kind mt4 --host 127.0.0.1 --secret-stdin --port " + std::to_string(simulator.port()),
       "master\n");
  done("platform group add --platform MT4 --account-type standard --currency USD --group 1");
  done("platform test MT4");
  BOOST_TEST(simulator.accounts().empty());
  simulator.add_fault("NEWACCOUNT", "drop_after");
  const Answer answer = create("MT4");
  BOOST_TEST(holds_within(10s, [&] { return listed("account show " + id_of(answer))["status"] == "manual"; }));
  BOOST_TEST(status_of(answer) == "pending");
  BOOST_TEST(stack().latchkey("doctor").output.find("1 trading accounts wait for a person") != std::string::npos);
  const auto refused = stack().latchkey("account retry " + id_of(answer));
  BOOST_TEST(refused.exit_code == 1);
  BOOST_TEST(refused.errors.find("latchkey account resolve") != std::string::npos, refused.errors);
  const auto early = stack().latchkey("account renew-passwords " + id_of(answer));
  BOOST_TEST(early.exit_code == 1);
  done("account resolve --login 7000 " + id_of(answer));
  BOOST_TEST(status_of(answer) == "created");
  const auto unknown = stack().latchkey("account renew-passwords " + id_of(answer));
  BOOST_TEST(unknown.exit_code == 1);
  BOOST_TEST(unknown.errors.find("MetaTrader 4 has no request") != std::string::npos, unknown.errors);
  stack().connect()->execute_text("UPDATE trading_platforms SET host = 'mt4.example' WHERE name = 'MT4'");
  const auto doctor = stack().latchkey("doctor");
  BOOST_TEST(doctor.output.find("in clear text at mt4.example") != std::string::npos, doctor.output);
  done("platform disable MT4");
}

BOOST_AUTO_TEST_CASE(secrets_are_rotated_under_a_running_provisioner) {
  const std::string before = read_file(stack().folder() / "secrets.key");
  const auto rotated = done("secrets rotate");
  BOOST_TEST(rotated.errors.find("with a new key") != std::string::npos, rotated.errors);
  const std::string after = read_file(stack().folder() / "secrets.key");
  BOOST_TEST(after != before);
  BOOST_TEST(std::count(after.begin(), after.end(), '\n') == 1);
  stack().note_secret(after.substr(9, 64));
  BOOST_TEST(create("MT5 Demo").json()["tradingAccount"]["status"] == "created");
  BOOST_TEST(stack().latchkey("platform test 'MT5 Demo'").exit_code == 0);
}

BOOST_AUTO_TEST_SUITE_END()
