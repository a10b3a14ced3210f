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

// In a copy of the configuration, so that the handlers go on as they are.
BOOST_AUTO_TEST_CASE(doctor_reads_the_languages_and_looks_of_the_pages) {
  const std::filesystem::path folder = stack().folder() / "looks";
  std::filesystem::create_directories(folder / "lang");
  const std::filesystem::path copy = stack().folder() / "looks.toml";
  const auto doctor = [&](const std::string& more) {
    std::string text = read_file(stack().env("CONFIG"));
    text.insert(text.find("[site]\n") + 7, "language_folder = \"looks/lang\"\n" + more);
    write_file(copy, text);
    std::filesystem::permissions(copy, std::filesystem::perms{0600});
    return run("LATCHKEY_CONFIG=" + quoted(copy) + " SSL_CERT_FILE=" + quoted(stack().env("CA_FILE")) + " " +
               quoted(stack().env("BIN_DIR") + "/latchkey") + " doctor");
  };
  const auto has = [](const CommandResult& result, const std::string& text) {
    return result.output.find(text) != std::string::npos;
  };
  auto told = doctor("");
  BOOST_TEST(told.exit_code == 0, told.output);
  BOOST_TEST(has(told, "customers' pages in 12 languages"), told.output);

  write_file(folder / "lang/sv.json",
             R"({"language.name": "Svenska", "label.emial": "E-post", "help.text": "{{suport}}"})");
  told = doctor("language = \"nl\"\n");
  BOOST_TEST(told.exit_code == 0, told.output);
  BOOST_TEST(has(told, "the language sv: "), told.output);
  BOOST_TEST(has(told, "texts are missing and shown in English: accounts."), told.output);
  BOOST_TEST(has(told, "nobody asks for label.emial"), told.output);
  BOOST_TEST(has(told, "other placeholders than in English: help.text"), told.output);
  BOOST_TEST(has(told, "there is no language for site.language = \"nl\""), told.output);

  write_file(folder / "lang/de.json", "{");
  write_file(folder / "site.css", "</style>");
  told = doctor("style = \"looks/site.css\"\n");
  BOOST_TEST(told.exit_code == 1);
  BOOST_TEST(has(told, "FAIL  " + (folder / "lang/de.json").string()), told.output);
  BOOST_TEST(has(told, "FAIL  site.style: " + (folder / "site.css").string() + " has `</style` in it"), told.output);
  std::filesystem::remove_all(folder);
  std::filesystem::remove(copy);
}

BOOST_AUTO_TEST_SUITE_END()
