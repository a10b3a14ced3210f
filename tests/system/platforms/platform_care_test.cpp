// Contract section 9: what an administrator does about platforms, accounts and secrets that need care.
#include <set>

#include "support/dialect.hpp"
#include "system/platforms/entered_platform.hpp"

using namespace latchkey::test;
using namespace std::chrono_literals;
using nlohmann::json;

BOOST_AUTO_TEST_SUITE(platform_care)

BOOST_FIXTURE_TEST_CASE(what_is_changed_is_checked_and_goes_to_the_activity_log, Mt5) {
  for (const auto& [arguments, told] : {std::pair<std::string, std::string>{"--host https://h", "--host"},
                                        {"--host h:443", "--host"},
                                        {"--port 0", "--port"},
                                        {"--manager x", "--manager"},
                                        {"--connect-timeout 11s", "--connect-timeout"},
                                        {"--request-timeout 31s", "--request-timeout"},
                                        {"--request-timeout 5", "--request-timeout"},
                                        {"--code-page CP1252", "--code-page"},
                                        {"--pin " + std::string(63, 'a'), "--pin"},
                                        {"--ca /etc/hostname", "--ca"},
                                        {"--name ''", "--name"}}) {
    BOOST_TEST_CONTEXT(arguments) {
      const auto refused = stack().latchkey("platform change " + name + " " + arguments);
      BOOST_TEST(refused.exit_code == 2, refused.exit_code << " " << refused.errors);
      BOOST_TEST(has(refused.errors, told), refused.errors);
    }
  }
  BOOST_TEST(stack().latchkey("platform change " + name + " --name 'MT5 Demo'").exit_code == 1);
  BOOST_TEST(stack().latchkey("platform change Nowhere --port 1").exit_code == 1);
  done("platform change " + name + " --name " + name + "x --server-name Terminal --agent Other --request-timeout 2s");
  const json row = find(listed("platform list"), "name", name + "x");
  BOOST_TEST(row["serverName"] == "Terminal");
  BOOST_TEST(row["agent"] == "Other");
  BOOST_TEST(row["requestTimeoutMs"] == 2000);
  BOOST_TEST(row["enabled"] == false);
  const auto change = stack().connect()->query(
      R"sql(
      SELECT before_change, after_change
      FROM audit_log
      WHERE action = 'platform.change'
      ORDER BY happened_at DESC
      LIMIT 1)sql");
  BOOST_REQUIRE(change.size() == 1U);
  BOOST_TEST(json::parse(change.front().text("before_change"))["name"] == name);
  BOOST_TEST(json::parse(change.front().text("after_change"))["name"] == name + "x");
  BOOST_TEST(!has(change.front().text("after_change"), "Password1"));
}

BOOST_FIXTURE_TEST_CASE(a_group_keeps_its_name_while_accounts_are_on_their_way_in_it, Mt5) {
  const std::string key = " --platform " + name + " --account-type standard --currency USD";
  BOOST_TEST(stack().latchkey("platform group change" + key + " --group 'a,b'").exit_code == 2);
  BOOST_TEST(stack().latchkey("platform group change" + key + " --leverage 5001").exit_code == 2);
  BOOST_TEST(stack()
                 .latchkey("platform group remove --platform " + name + " --account-type standard --currency EUR")
                 .exit_code == 1);
  done("platform enable " + name);
  simulator.set({{"password", "Other2"}});
  const Answer answer = create(name);
  const std::string id = answer.json()["tradingAccount"]["id"];
  const auto refused = stack().latchkey("platform group change" + key + " --group 'demo\\forex-eur'");
  BOOST_TEST(refused.exit_code == 1);
  BOOST_TEST(has(refused.errors, "on their way"), refused.errors);
  done("platform group change" + key + " --leverage 10,20");
  BOOST_TEST(has(stack().latchkey("platform group remove" + key).errors, "so it stays"));
  done("platform disable " + name);
  BOOST_TEST(has(stack().latchkey("doctor").output, "wait for platforms that are disabled"));
  stack().connect()->execute("UPDATE trading_accounts SET status = 'failed' WHERE status = 'pending'");
  done("platform group change" + key + " --group 'demo\\forex-eur'");
  done("platform group add --platform " + name + " --account-type vip --currency EUR --group 'demo\\vip'");
  done("platform group remove --platform " + name + " --account-type vip --currency EUR");
  BOOST_TEST(listed("platform group list --platform " + name).size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(all_accounts_are_listed_and_one_is_named_by_its_login, Mt4) {
  const Answer answer = create("MT5 Demo");
  const std::string id = answer.json()["tradingAccount"]["id"];
  const std::string login = std::to_string(answer.json()["tradingAccount"]["login"].get<int>());
  const json shown = listed("account show " + login);
  BOOST_TEST(shown["id"] == id);
  BOOST_TEST(shown["tag"].get<std::string>().starts_with("lk"));
  BOOST_TEST(shown["passwordsWaiting"] == true);
  const auto table = done("account show " + id).output;
  BOOST_TEST(has(table, "Comment tag   " + shown["tag"].get<std::string>()), table);
  BOOST_TEST(has(table, "api key Demo partner"), table);
  const auto db = stack().connect();
  db->execute_text(
      "INSERT INTO trading_accounts (id, customer_id, platform_id, group_id, account_type, currency, leverage, status, "
      "created_at, updated_at) SELECT UNHEX(LPAD(HEX(seq), 32, '0')), a.customer_id, a.platform_id, a.group_id, "
      "'many', "
      "'USD', 100, 'failed', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) FROM " +
      numbers_to(1101) + ", (SELECT * FROM trading_accounts WHERE login = " + login + ") a");
  const json all = listed("account list --status failed --platform 'MT5 Demo'");
  std::set<std::string> ids;
  for (const auto& row : all) ids.insert(row["id"].get<std::string>());
  BOOST_TEST(ids.size() == all.size());
  BOOST_TEST(all.size() >= 1101U);
  const std::string platform_id = find(listed("platform list"), "name", "MT5 Demo")["id"];
  BOOST_TEST(listed("account list --status failed --platform " + platform_id).size() == all.size());
  BOOST_TEST(stack().latchkey("account list --platform Nowhere").exit_code == 1);
  BOOST_TEST(listed("account list --status sending").empty());
  db->execute_text("UPDATE trading_accounts SET login = " + login +
                   ", platform_id = (SELECT id FROM trading_platforms WHERE name = '" + name +
                   "') "
                   "WHERE account_type = 'many' LIMIT 1");
  const auto ambiguous = stack().latchkey("account show " + login);
  BOOST_TEST(ambiguous.exit_code == 1);
  BOOST_TEST(has(ambiguous.errors, id), ambiguous.errors);
  db->execute_text("DELETE FROM trading_accounts WHERE account_type = 'many'");
}

BOOST_AUTO_TEST_CASE(a_login_that_another_account_has_is_refused_and_the_other_one_named) {
  const Answer first = create("MT5 Demo");
  const Answer second = create("MT5 Demo");
  const std::string id = second.json()["tradingAccount"]["id"];
  const auto db = stack().connect();
  db->execute_text("UPDATE trading_accounts SET status = 'manual', login = NULL ORDER BY created_at DESC LIMIT 1");
  const auto refused =
      stack().latchkey("account resolve " + id + " --login " + first.json()["tradingAccount"]["login"].dump());
  BOOST_TEST(refused.exit_code == 1);
  BOOST_TEST(has(refused.errors, first.json()["tradingAccount"]["id"]), refused.errors);
  done("account resolve " + id + " --login " + second.json()["tradingAccount"]["login"].dump());
  const json history = listed("account show " + id)["history"];
  BOOST_TEST(history.back()["step"] == "resolved_created");
  BOOST_TEST(history.back()["actor"].get<std::string>().starts_with("cli:"));
}

BOOST_AUTO_TEST_CASE(a_rotation_that_was_cut_off_is_seen_and_finished) {
  const std::string file = stack().folder() / "secrets.key";
  done("secrets rotate --prepare");
  BOOST_TEST(has(stack().latchkey("doctor").output, "a rotation was not finished"));
  const auto finished = done("secrets rotate");
  BOOST_TEST(has(finished.errors, "went on with a rotation"), finished.errors);
  BOOST_TEST(!has(stack().latchkey("doctor").output, "a rotation was not finished"));
  BOOST_TEST(create("MT5 Demo").json()["tradingAccount"]["status"] == "created");
}

BOOST_AUTO_TEST_CASE(doctor_looks_at_the_key_file) {
  const std::filesystem::path file = stack().folder() / "secrets.key";
  BOOST_TEST(has(stack().latchkey("doctor").output, "ok    key file"));
  std::filesystem::permissions(file, std::filesystem::perms{0644});
  auto sick = stack().latchkey("doctor");
  BOOST_TEST(sick.exit_code == 1);
  BOOST_TEST(has(sick.output, "chmod 0640"), sick.output);
  std::filesystem::permissions(file, std::filesystem::perms{0600});
  std::filesystem::rename(file, file.string() + ".away");
  sick = stack().latchkey("doctor");
  BOOST_TEST(sick.exit_code == 1);
  BOOST_TEST(has(sick.output, "FAIL  no key file"), sick.output);
  BOOST_TEST(has(stack().latchkey("platform test 'MT5 Demo'").errors, "secrets rotate"));
  std::filesystem::rename(file.string() + ".away", file);
  const auto db = stack().connect();
  db->execute_text("UPDATE trading_platforms SET secret = REVERSE(secret) WHERE name = 'MT5 Demo'");
  BOOST_TEST(has(stack().latchkey("doctor").output, "FAIL  secret of platform MT5 Demo"));
  db->execute_text("UPDATE trading_platforms SET secret = REVERSE(secret) WHERE name = 'MT5 Demo'");
}

BOOST_AUTO_TEST_CASE(doctor_notices_that_no_provisioner_runs) {
  const std::string children = "-P " + std::to_string(stack().pid_of("provisioner"));
  BOOST_TEST(run("pkill -STOP " + children).exit_code == 0);
  const Answer answer = create("MT5 Demo");
  BOOST_TEST(answer.json()["tradingAccount"]["status"] == "pending");
  const auto db = stack().connect();
  db->execute_text("UPDATE platform_circuits SET held_until = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND");
  BOOST_TEST(!has(stack().latchkey("doctor").output, "no provisioner is running"));
  db->execute_text(
      "UPDATE trading_accounts SET next_attempt_at = UTC_TIMESTAMP(6) - INTERVAL 11 MINUTE WHERE status = 'pending'");
  const auto sick = stack().latchkey("doctor");
  BOOST_TEST(sick.exit_code == 1);
  BOOST_TEST(has(sick.output, "no provisioner is running"), sick.output);
  BOOST_TEST(has(sick.output, "start latchkey-provisioner"), sick.output);
  BOOST_TEST(run("pkill -CONT " + children).exit_code == 0);
  BOOST_TEST(holds_within(20s, [&] {
    return find(listed("account list --status created"), "id", answer.json()["tradingAccount"]["id"]) != nullptr;
  }));
  BOOST_TEST(!has(stack().latchkey("doctor").output, "no provisioner is running"));
}

BOOST_AUTO_TEST_SUITE_END()
