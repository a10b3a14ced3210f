// docs/operations.md, Point in time: a dump and the binary log behind it bring back what was there just before an
// accident. Each command is run as it stands.
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <thread>

#include "cli/schema/migrations.hpp"
#include "support/dialect.hpp"
#include "support/stack.hpp"
#include "system/site/operations_page.hpp"

using namespace latchkey::test;
using namespace std::chrono_literals;

namespace {

// The page shows MariaDB's commands and tells where MySQL's differ.
const auto on_mariadb = [](boost::unit_test::test_unit_id) { return boost::test_tools::assertion_result(!is_mysql()); };

void add_menu(latchkey::db::Connection& db, const std::string& path) {
  db.execute("INSERT INTO menus (id, label, path, created_at) VALUES (?, 'x', ?, UTC_TIMESTAMP(6))",
             {latchkey::Uuid::make(), path});
}

std::string list_menus(latchkey::db::Connection& db) {
  std::string all;
  for (const auto& row : db.query("SELECT path FROM menus ORDER BY path")) all += row.text("path") + " ";
  return all;
}

std::string now(latchkey::db::Connection& db) {
  return db.query("SELECT DATE_FORMAT(UTC_TIMESTAMP(), '%Y-%m-%d %H:%i:%s') AS now").at(0).text("now");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(point_in_time, *boost::unit_test::precondition(on_mariadb))

BOOST_AUTO_TEST_CASE(a_dump_and_the_binary_log_lead_to_the_second_before_an_accident) {
  const auto blocks = blocks_below("### Point in time");
  BOOST_REQUIRE(blocks.size() == 2U);
  const TemporaryFolder logs;
  const ThrowawayServer here(
      {"--log-bin=" + (logs.path() / "log").string(), "--server-id=1", "--binlog-format=ROW", "--sync-binlog=1"});
  latchkey::db::Connection db(here.config());
  latchkey::cli::migrate(db, [](const std::string&) {});
  const TemporaryFolder etc;
  const Machine old_machine(here.config().socket, copy_configuration(etc.path(), here.config().socket));
  make_owner(db, etc.path() / "latchkey.toml");
  add_menu(db, "/before");
  old_machine.run_all({blocks.at(0)});
  add_menu(db, "/after");
  db.execute_text("FLUSH BINARY LOGS");  // the log goes on in another file
  add_menu(db, "/last");
  std::this_thread::sleep_for(2s);
  const std::string stop = now(db);
  std::this_thread::sleep_for(1s);
  db.execute_text("DELETE FROM menus");

  const ThrowawayServer there;
  const Machine new_machine(there.config().socket, etc.path() / "latchkey.toml");
  std::filesystem::copy(old_machine.backups(), new_machine.backups());
  std::filesystem::copy(logs.path(), new_machine.backups() + "/binlog");
  latchkey::db::Connection restored(there.config());
  restored.execute_text("DROP DATABASE latchkey");
  std::string replay = blocks.at(1);
  replace_all(replay, "2026-11-26 14:02:00", stop);
  new_machine.run_all({blocks_below("## Back-up and restore").at(1), replay});
  restored.drop();
  BOOST_TEST(list_menus(restored) == "/after /before /last ");
  // The mark that was made after the dump came back with the log.
  BOOST_TEST(restored.query("SELECT COUNT(*) AS n FROM epochs").at(0).integer("n") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
