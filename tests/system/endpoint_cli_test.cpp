// Contract section 12: webhooks and postbacks on the command line, with the courier and the receiver of the demo.
#include <boost/test/unit_test.hpp>
#include <thread>

#include "support/folders.hpp"
#include "support/stack.hpp"

using namespace latchkey::test;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

CommandResult done(const std::string& arguments) {
  auto result = stack().latchkey(arguments);
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, arguments << ": " << result.errors);
  return result;
}

std::string line_of(const std::string& arguments) {
  std::string output = done(arguments).output;
  BOOST_REQUIRE(output.ends_with('\n'));
  output.pop_back();
  BOOST_TEST(output.find('\n') == std::string::npos, output);
  return output;
}

json listed(const std::string& arguments) { return json::parse(done(arguments + " --json").output); }

json find(const json& rows, const std::string& member, const std::string& value) {
  for (const auto& row : rows) {
    if (row[member] == value) return row;
  }
  return nullptr;
}

// Of the demo's receiver, which answers `…/status/NNN` with that status.
std::string receiver() {
  const json all = listed("webhook list");
  const std::string url = all.at(0)["url"];
  return url.substr(0, url.find('/', 8));
}

// Waits for the delivery's first try, or as many as are asked for.
json wait_for_tries(const std::string& kind, const std::string& url, std::size_t tries = 1) {
  for (int looks = 0; looks < 100; ++looks) {
    const json deliveries = listed(kind + " deliveries '" + url + "'");
    if (!deliveries.empty() && deliveries.at(0)["tries"].size() >= tries) return deliveries.at(0);
    std::this_thread::sleep_for(100ms);
  }
  BOOST_FAIL("no courier has tried " << url);
  return nullptr;
}

struct Row {
  std::string arguments;
  int exit_code;
  std::string told;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(endpoint_command_line)

BOOST_AUTO_TEST_CASE(wrong_usage_is_2_and_a_refusal_is_1) {
  const std::string here = receiver();
  const std::string webhook = "webhook add --event deposit --url ";
  const std::string postback = "postback add --user partner@example.com --event lead --url ";
  const Row table[] = {
      {"webhook", 2, ""},
      {"webhook add --url " + here + "/x", 2, "--event"},
      {"webhook add --event deposit", 2, "--url"},
      {"webhook add --event deposits --url " + here + "/x", 2, "lead.created"},
      {"webhook add --event lead --url " + here + "/x", 2, "lead.created"},
      {webhook + here + "/x --user nobody@example.com", 1, "nobody@example.com"},
      {webhook + "http://example.com/", 1, "--url"},
      {webhook + "https://10.0.0.1/", 1, "--url"},
      {webhook + "https://127.0.0.1:1/", 1, "--url"},
      {webhook + "https://user:secret@example.com/", 1, "--url"},
      {webhook + "https://no-such-name.invalid/", 1, "--url"},
      {"postback add --event lead --url " + here + "/x", 2, "--user"},
      {"postback add --user partner@example.com --event lead.created --url " + here + "/x", 2, "deposit.first"},
      {postback + "'" + here + "/x?a={nothing}'", 1, "{nothing}"},
      {postback + "'https://{click_id}.example.com/'", 1, "--url"},
      {"postback change " + here + "/nothing --user none", 1, "postback list"},
      {"postback rotate " + here, 2, "rotate"},
      {"webhook rotate https://nothing.example/", 1, "webhook list"},
      {"webhook change '" + here + "/webhook'", 2, "--help"},
      {"webhook deliveries '" + here + "/webhook' --state lost", 2, "--state"},
      {"webhook deliveries '" + here + "/webhook' --limit 0", 2, "--limit"},
      {"webhook replay '" + here + "/webhook'", 2, "--since"},
      {"webhook replay '" + here + "/webhook' --since yesterday", 2, "--since"},
      {"webhook resend msg_nothing", 1, "webhook deliveries"},
      {"user change partner@example.com", 2, "--click-id-key"},
      {"user change partner@example.com --click-id-key ''", 2, "--click-id-key"},
      {"user change nobody@example.com --click-id-key k", 1, "nobody@example.com"},
  };
  for (const auto& row : table) {
    const auto result = stack().latchkey(row.arguments);
    BOOST_TEST_CONTEXT(row.arguments << "\n" << result.errors) {
      BOOST_TEST(result.exit_code == row.exit_code);
      BOOST_TEST(result.errors.find(row.told) != std::string::npos);
      BOOST_TEST(result.output == "");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_webhook_from_its_making_to_its_end) {
  const std::string url = receiver() + "/made/status/204";
  const std::string secret = line_of("webhook add --event deposit --event lead.created --event deposit --url " + url);
  BOOST_TEST(secret.starts_with("whsec_"));
  const json made = find(listed("webhook list"), "url", url);
  const std::string id = made["id"];
  BOOST_TEST(
      made ==
      (json{
          {"id", id}, {"url", url}, {"events", {"lead.created", "deposit"}}, {"user", nullptr}, {"state", "enabled"}}));
  BOOST_TEST(find(listed("postback list"), "url", url).is_null());

  done("webhook change " + url + " --user partner@example.com --event deposit.first");
  const json changed = find(listed("webhook list"), "url", url);
  BOOST_TEST(changed["user"] == "partner@example.com");
  BOOST_TEST(changed["events"] == json::array({"deposit.first"}));
  done("webhook change " + id + " --user none");
  BOOST_TEST(find(listed("webhook list"), "id", id)["user"].is_null());

  BOOST_TEST(line_of("webhook rotate " + url) != secret);
  const std::string message = line_of("webhook test " + url);
  const json delivery = wait_for_tries("webhook", url);
  BOOST_TEST(delivery["messageId"] == message);
  BOOST_TEST(delivery["event"] == "test");
  BOOST_TEST(delivery["state"] == "delivered");
  const json tried = delivery["tries"].at(0);
  BOOST_TEST(tried["status"] == 204);
  BOOST_TEST(tried["error"].is_null());
  BOOST_TEST(tried.contains("at"));
  BOOST_TEST(tried.contains("ms"));
  BOOST_TEST(tried.contains("answer"));
  BOOST_TEST(delivery.size() == 5U);

  done("webhook resend " + message);
  BOOST_TEST(wait_for_tries("webhook", url, 2)["messageId"] == message);
  BOOST_TEST(stack().latchkey("postback resend " + message).exit_code == 1);

  done("webhook disable " + url);
  BOOST_TEST(find(listed("webhook list"), "id", id)["state"] == "disabled");
  BOOST_TEST(stack().latchkey("webhook test " + url).exit_code == 1);
  BOOST_TEST(stack().latchkey("webhook resend " + message).exit_code == 1);
  done("webhook enable " + url);
  done("webhook remove " + url);
  BOOST_TEST(find(listed("webhook list"), "id", id).is_null());
  BOOST_TEST(stack().latchkey("webhook deliveries " + id).exit_code == 1);
}

BOOST_AUTO_TEST_CASE(a_replay_sends_what_never_arrived) {
  const std::string url = receiver() + "/mended/status/500";
  static_cast<void>(line_of("webhook add --event deposit --url " + url));
  static_cast<void>(line_of("webhook test " + url));
  BOOST_TEST(wait_for_tries("webhook", url)["state"] == "waiting");
  const std::string mended = receiver() + "/mended";
  done("webhook change " + url + " --url " + mended + "/status/200");
  BOOST_TEST(done("webhook replay " + mended + "/status/200 --since 2026-01-01").errors.find(": 1") !=
             std::string::npos);
  BOOST_TEST(wait_for_tries("webhook", mended + "/status/200", 2)["state"] == "delivered");
  BOOST_TEST(done("webhook replay " + mended + "/status/200 --since 2026-01-01T00:00:00Z").errors.find(": 0") !=
             std::string::npos);
  done("webhook remove " + mended + "/status/200");
}

BOOST_AUTO_TEST_CASE(a_postback_that_has_arrived_is_never_sent_again) {
  const std::string url = receiver() + "/tracker?cid={click_id}&e={event}";
  const std::string id = line_of("postback add --user partner@example.com --event lead --url '" + url + "'");
  BOOST_TEST(find(listed("postback list"), "id", id)["user"] == "partner@example.com");
  const std::string message = line_of("postback test " + id);
  BOOST_TEST(wait_for_tries("postback", url)["state"] == "delivered");
  const auto again = stack().latchkey("postback resend " + message);
  BOOST_TEST(again.exit_code == 1);
  BOOST_TEST(again.errors.find("never sent again") != std::string::npos, again.errors);
  done("postback remove '" + url + "'");
}

BOOST_AUTO_TEST_CASE(an_address_of_several_is_refused_with_the_candidates) {
  const std::string url = receiver() + "/both";
  static_cast<void>(line_of("webhook add --event deposit --url " + url));
  static_cast<void>(line_of("webhook add --event deposit --user partner@example.com --url " + url));
  const auto result = stack().latchkey("webhook remove " + url);
  BOOST_TEST(result.exit_code == 1);
  for (const auto& row : listed("webhook list")) {
    if (row["url"] != url) continue;
    BOOST_TEST(result.errors.find(row["id"].get<std::string>()) != std::string::npos, result.errors);
    done("webhook remove " + row["id"].get<std::string>());
  }
}

BOOST_AUTO_TEST_CASE(no_secret_stands_in_a_log) {
  const std::string url = receiver() + "/quiet";
  const std::string secret = line_of("webhook add --event deposit --url " + url);
  static_cast<void>(line_of("webhook test " + url));
  static_cast<void>(wait_for_tries("webhook", url));
  const auto found = run("grep -rlF " + quoted(secret) + " " + quoted(stack().env("LOG_DIR")));
  BOOST_TEST(found.output == "");
  done("webhook remove " + url);
}

BOOST_AUTO_TEST_SUITE_END()
