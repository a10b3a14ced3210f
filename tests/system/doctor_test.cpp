// Contract section 9: latchkey doctor.
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "support/stack.hpp"

using namespace latchkey::test;

namespace {

Stack& stack() { return Stack::shared(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(doctor)

BOOST_AUTO_TEST_CASE(doctor_finds_a_healthy_stack_and_each_fault) {
  BOOST_TEST(stack().latchkey("doctor").exit_code == 0);
  const auto root = stack().connect();
  root->execute_text("REVOKE SELECT ON menus FROM latchkey_login@localhost");
  auto sick = stack().latchkey("doctor");
  BOOST_TEST(sick.exit_code == 1);
  BOOST_TEST(sick.output.find("latchkey-login lacks: SELECT menus") != std::string::npos);
  root->execute_text("GRANT SELECT ON menus TO latchkey_login@localhost");
  root->execute_text("GRANT SELECT ON roles TO latchkey_session@localhost");
  BOOST_TEST(stack().latchkey("doctor").output.find("more rights than it needs: SELECT roles") != std::string::npos);
  root->execute_text("REVOKE SELECT ON roles FROM latchkey_session@localhost");
  root->execute_text("ALTER USER latchkey_session@localhost ACCOUNT LOCK");
  sick = stack().latchkey("doctor");
  BOOST_TEST(sick.exit_code == 1);
  BOOST_TEST(sick.output.find("FAIL  database account of latchkey-session") != std::string::npos);
  root->execute_text("ALTER USER latchkey_session@localhost ACCOUNT UNLOCK");
  const std::string socket = stack().folder() / "run/login.sock";
  std::filesystem::permissions(socket, std::filesystem::perms{0666});
  BOOST_TEST(stack().latchkey("doctor").output.find("open to every user") != std::string::npos);
  std::filesystem::permissions(socket, std::filesystem::perms{0660});
  BOOST_TEST(stack().latchkey("doctor").exit_code == 0);
}

BOOST_AUTO_TEST_CASE(doctor_counts_the_processes_of_every_handler) {
  const std::string pid = std::to_string(stack().pid_of("session"));
  const auto whole = stack().latchkey("doctor");
  BOOST_TEST(whole.output.find("run/session.sock, processes: ") != std::string::npos, whole.output);
  const auto children = [&] { return std::stoi(run("pgrep -c -P " + pid).output); };
  const int all = children();
  BOOST_REQUIRE(run("kill -STOP " + pid).exit_code == 0);  // the supervisor replaces nobody any more
  BOOST_TEST(run("pkill -KILL -o -P " + pid).exit_code == 0);
  const auto sick = stack().latchkey("doctor");
  BOOST_REQUIRE(run("kill -CONT " + pid).exit_code == 0);
  BOOST_TEST(sick.exit_code == 1);
  const std::string told =
      "session.sock is served by " + std::to_string(all - 1) + " of " + std::to_string(all) + " processes";
  BOOST_TEST(sick.output.find(told) != std::string::npos, sick.output);
  BOOST_TEST(holds_within(std::chrono::seconds(5), [&] { return stack().latchkey("doctor").exit_code == 0; }));
  BOOST_TEST(children() == all);
}

BOOST_AUTO_TEST_CASE(doctor_opens_the_second_factors_of_staff) {
  const auto root = stack().connect();
  root->execute_text(
      "INSERT INTO second_factors (user_id, secret, secret_key_id, last_step, created_at) "
      "SELECT id, 'sealed by another key', '00000000', 1, UTC_TIMESTAMP(6) FROM users ORDER BY id LIMIT 1");
  const auto sick = stack().latchkey("doctor");
  root->execute_text("DELETE FROM second_factors");
  BOOST_TEST(sick.exit_code == 1);
  BOOST_TEST(sick.output.find("FAIL  second factor of ") != std::string::npos, sick.output);
  BOOST_TEST(stack().latchkey("doctor").exit_code == 0);
}

BOOST_AUTO_TEST_CASE(doctor_lets_the_admin_area_run_on_another_machine) {
  const std::string config = stack().env("CONFIG");
  const std::string whole = read_file(config);
  const auto begin = whole.find("[database.admin]");
  BOOST_TEST_REQUIRE(begin != std::string::npos);
  write_file(config, whole.substr(0, begin) + whole.substr(std::min(whole.find("\n[", begin), whole.size())));
  const auto report = stack().latchkey("doctor");
  write_file(config, whole);
  BOOST_TEST(report.exit_code == 0, report.output);
  BOOST_TEST(report.output.find("warn  latchkey-admin is not set up on this machine") != std::string::npos);
  BOOST_TEST(report.output.find("admin.sock") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
