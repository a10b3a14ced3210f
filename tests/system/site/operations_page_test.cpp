// docs/operations.md: each of its commands, run as it stands. A restore goes into a server of its own.
#include "system/site/operations_page.hpp"

#include <boost/test/unit_test.hpp>

#include "support/stack.hpp"

using namespace latchkey::test;

namespace {

Stack& stack() { return Stack::shared(); }

std::string count(latchkey::db::Connection& db, const std::string& what) {
  return db.query("SELECT COUNT(*) AS n FROM " + what).at(0).text("n");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(operations_page)

BOOST_AUTO_TEST_CASE(a_dump_restored_elsewhere_lets_nobody_in_who_was_signed_in) {
  const Machine here(stack().env("DB_SOCKET"), stack().env("CONFIG"));
  const std::string token = stack().post("/api/v1/customers", new_customer()).json()["login"]["token"];
  const std::string unspent = stack().post("/api/v1/customers", new_customer()).json()["login"]["token"];
  const std::string cookie = stack().http().get("/auth/login?token=" + token).cookie("__Host-member");
  BOOST_TEST(stack().http().get("/auth/session", {{"Cookie", "__Host-member=" + cookie}}).status == 200);
  const auto blocks = blocks_below("## Back-up and restore");
  BOOST_REQUIRE(blocks.size() == 3U);
  here.run_all({blocks.at(0)});
  BOOST_TEST(std::filesystem::file_size(here.backups() + "/latchkey-etc.tar.gz") > 0U);

  const ThrowawayServer elsewhere;
  const TemporaryFolder etc;
  const Machine there(elsewhere.config().socket, copy_configuration(etc.path(), elsewhere.config().socket));
  std::filesystem::copy(here.backups() + "/latchkey.sql", there.backups() + "/latchkey.sql");
  latchkey::db::Connection root(elsewhere.config());
  root.execute_text("DROP DATABASE latchkey");
  make_owner(root, etc.path() / "latchkey.toml");
  there.run_all({blocks.at(1), blocks.at(2)});
  const auto before = stack().connect();
  latchkey::db::Connection after(elsewhere.config());
  for (const char* table : {"leads", "touches", "api_keys", "users", "schema_migrations"})
    BOOST_TEST(count(after, table) == count(*before, table), table);
  BOOST_TEST(count(after, "sessions WHERE ended_at IS NULL") == "0");
  BOOST_TEST(count(after, "staff_sessions WHERE ended_at IS NULL") == "0");
  BOOST_TEST(count(after, "login_tokens WHERE used_at IS NULL AND revoked_at IS NULL") == "0");
  BOOST_TEST(count(after, "trading_accounts WHERE status IN ('pending', 'sending', 'unclear')") == "0");
  // What was dumped goes on as it was.
  BOOST_TEST(stack().http().get("/auth/session", {{"Cookie", "__Host-member=" + cookie}}).status == 200);
  BOOST_TEST(stack().http().get("/auth/login?token=" + unspent).status == 303);
}

BOOST_AUTO_TEST_CASE(the_commands_of_every_day_work_as_they_stand) {
  const Machine here(stack().env("DB_SOCKET"), stack().env("CONFIG"));
  for (const char* heading : {"## Upgrades", "## Keys and passwords", "## Cleaning up"})
    here.run_all(blocks_below(heading));
  BOOST_TEST(stack().http().get("/healthz").status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
