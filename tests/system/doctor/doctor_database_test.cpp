// latchkey doctor: what can be wrong with database, grants, keys, platforms and people.
#include <filesystem>

#include "base/uuid.hpp"
#include "support/dialect.hpp"
#include "support/folders.hpp"
#include "system/doctor/broken_installation.hpp"

using namespace latchkey::test;

namespace {

Stack& stack() { return Stack::shared(); }

// Gives every account what the shipped file gives, and takes away what the test has given.
std::function<void()> grant_again(const std::string& revoke = "") {
  return [revoke] {
    if (!revoke.empty()) stack().connect()->execute_text(revoke);
    const auto done = run("mariadb --no-defaults -u root --socket=" + quoted(stack().env("DB_SOCKET")) + " latchkey <" +
                          quoted(source_folder() + "/sql/grants.sql"));
    BOOST_REQUIRE_MESSAGE(done.exit_code == 0, done.errors);
  };
}

std::function<void()> command(const std::string& arguments) {
  return [arguments] {
    const auto done = stack().latchkey(arguments);
    BOOST_REQUIRE_MESSAGE(done.exit_code == 0, done.errors);
  };
}

std::filesystem::path key_file() { return stack().folder() / "secrets.key"; }

std::string erased_file() { return stack().folder() / "erased"; }

std::string in_five_days() {
  return stack().connect()->query("SELECT CAST(UTC_DATE() + INTERVAL 5 DAY AS CHAR) AS day").at(0).text("day");
}

void open_an_account() {
  auto body = new_customer();
  body["tradingAccount"] = {{"currency", "EUR"}, {"leverage", 200}};
  BOOST_REQUIRE(stack().post("/api/v1/customers", body).status == 201);
  BOOST_REQUIRE(holds_within(std::chrono::seconds{10}, [] {
    return !stack().connect()->query("SELECT 1 FROM account_openings WHERE main_password IS NOT NULL").empty();
  }));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(doctor_database)

BOOST_AUTO_TEST_CASE(connections_are_told_in_words_and_once) {
  check({{.what = "the server does not run",
          .act = [] { stack().stop_database(); },
          .mend = [] { stack().start_database(); },
          .level = "error",
          .told = "nobody listens at its address (database error 2002)",
          .errors = 2},  // and /healthz says so, too
         {.what = "the owner's account is locked",
          .act = sql("ALTER USER latchkey_owner@localhost ACCOUNT LOCK"),
          .mend = sql("ALTER USER latchkey_owner@localhost ACCOUNT UNLOCK"),
          .level = "error",
          .told = std::string("the database account is locked (database error ") + (is_mysql() ? "3118)" : "4151)")},
         {.what = "the owner may not use the schema",
          .act = sql("REVOKE ALL ON latchkey.* FROM latchkey_owner@localhost"),
          .mend = sql("GRANT ALL ON latchkey.* TO latchkey_owner@localhost"),
          .level = "error",
          .told = "may not use this schema (database error 1044)"},
         {.what = "a program's account is locked",
          .act = sql("ALTER USER latchkey_session@localhost ACCOUNT LOCK"),
          .mend = sql("ALTER USER latchkey_session@localhost ACCOUNT UNLOCK"),
          .level = "error",
          .told = "database account of latchkey-session: the database account is locked"}});
}

BOOST_AUTO_TEST_CASE(the_schema_and_the_clock) {
  check({{.what = "a migration is missing",
          .act = sql("DELETE FROM schema_migrations ORDER BY version DESC LIMIT 1"),
          .mend = command("migrate"),
          .level = "error",
          .told = "the schema is at version"},
         {.what = "the schema is of a newer Latchkey",
          .act = sql("INSERT INTO schema_migrations VALUES (9999, 'later', REPEAT('x', 32), UTC_TIMESTAMP(6))"),
          .mend = sql("DELETE FROM schema_migrations WHERE version = 9999"),
          .level = "error",
          .told = "newer than this program"},
         {.what = "a back-up was restored",
          .act =
              [] {
                command("backed-up")();
                sql("DELETE FROM epochs")();
              },
          .mend = command("restored --yes"),
          .level = "error",
          .told = "restored from a back-up"},
         {.what = "the clocks differ",
          .act = sql("SET GLOBAL init_connect = 'SET timestamp = UNIX_TIMESTAMP() + 100'"),
          .mend = sql("SET GLOBAL init_connect = ''"),
          .level = "warning",
          .told = "s off",
          .errors = 0}});
}

BOOST_AUTO_TEST_CASE(rights_that_are_missing_or_too_many) {
  check({{.what = "a table's right is missing",
          .act = sql("REVOKE SELECT ON latchkey.menus FROM latchkey_login@localhost"),
          .mend = grant_again(),
          .level = "error",
          .told = "latchkey-login lacks: SELECT menus"},
         {.what = "a column's right is missing",
          .act = sql("REVOKE SELECT (phone) ON latchkey.customers FROM latchkey_admin@localhost"),
          .mend = grant_again(),
          .level = "error",
          .told = "latchkey-admin lacks: SELECT customers (phone)"},
         {.what = "a whole table in place of some columns",
          .act = sql("GRANT SELECT ON latchkey.customers TO latchkey_session@localhost"),
          .mend = grant_again("REVOKE SELECT ON latchkey.customers FROM latchkey_session@localhost"),
          .level = "warning",
          .told = "whole tables in place of some columns: SELECT customers",
          .errors = 0},
         {.what = "one more column",
          .act = sql("GRANT SELECT (password_hash) ON latchkey.customers TO latchkey_session@localhost"),
          .mend = grant_again("REVOKE SELECT (password_hash) ON latchkey.customers FROM latchkey_session@localhost"),
          .level = "warning",
          .told = "more rights than it needs: SELECT customers (password_hash)",
          .errors = 0},
         {.what = "one more table",
          .act = sql("GRANT SELECT ON latchkey.roles TO latchkey_session@localhost"),
          .mend = grant_again("REVOKE SELECT ON latchkey.roles FROM latchkey_session@localhost"),
          .level = "warning",
          .told = "more rights than it needs: SELECT roles",
          .errors = 0},
         {.what = "the whole schema",
          .act = sql("GRANT DELETE ON latchkey.* TO latchkey_login@localhost"),
          .mend = grant_again("REVOKE DELETE ON latchkey.* FROM latchkey_login@localhost"),
          .level = "warning",
          .told = "on the whole schema or server: DELETE",
          .errors = 0}});
}

BOOST_AUTO_TEST_CASE(one_account_for_all_programs_is_accepted_and_told) {
  const std::string config = stack().env("CONFIG");
  const std::string whole = read_file(config);
  const auto owner = whole.find("[database.owner]");
  const auto begin = whole.find("user = ", owner);
  const std::string account = whole.substr(begin, whole.find("\n", whole.find("password = ", begin)) - begin);
  std::string one = whole.substr(0, whole.find("[database.", whole.find("[sockets]")));
  for (const char* program : {"owner", "customers", "login", "session", "admin", "provisioner"}) {
    one += "[database." + std::string(program) + "]\n" + account + "\n";
  }
  write_file(config, one);
  const auto report = run_doctor();
  write_file(config, whole);
  BOOST_TEST(report["errors"] == 0, describe_faults(report));
  BOOST_TEST(report.dump().find("one database account for all programs, latchkey_owner") != std::string::npos);
  BOOST_TEST(report.dump().find("more rights than it needs") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_the_key_file_seals) {
  open_an_account();
  check({{.what = "the key file is gone",
          .act = [] { std::filesystem::rename(key_file(), key_file().string() + ".away"); },
          .mend = [] { std::filesystem::rename(key_file().string() + ".away", key_file()); },
          .level = "error",
          .told = "no key file"},
         {.what = "everybody may read the key file",
          .act = [] { std::filesystem::permissions(key_file(), std::filesystem::perms{0644}); },
          .mend = [] { std::filesystem::permissions(key_file(), std::filesystem::perms{0600}); },
          .level = "error",
          .told = "key file: "},
         {.what = "a platform's secret cannot be opened",
          .act = sql("UPDATE trading_platforms SET secret = REVERSE(secret)"),
          .mend = sql("UPDATE trading_platforms SET secret = REVERSE(secret)"),
          .level = "error",
          .told = "secret of platform MT5 Demo"},
         {.what = "a second factor cannot be opened",
          .act = sql("INSERT INTO second_factors (user_id, secret, secret_key_id, last_step, created_at) "
                     "SELECT id, 'sealed by another key', '00000000', 1, UTC_TIMESTAMP(6) FROM users LIMIT 1"),
          .mend = sql("DELETE FROM second_factors"),
          .level = "error",
          .told = "second factor of "},
         {.what = "accounts' passwords are sealed with a lost key",
          .act = sql("UPDATE account_openings SET secret_key_id = CONCAT('0', secret_key_id)"),
          .mend = sql("UPDATE account_openings SET secret_key_id = SUBSTRING(secret_key_id, 2)"),
          .level = "error",
          .told = "trading accounts are sealed with the key 0"},
         {.what = "an API key expires",
          .act = [] { command("api-key create --name ending --expires " + in_five_days())(); },
          .mend = command("api-key revoke ending"),
          .level = "warning",
          .told = "the API key ending (lk_",
          .errors = 0}});
}

BOOST_AUTO_TEST_CASE(a_key_that_was_rotated_is_no_finding) {
  command("api-key create --name rotated")();
  command("api-key rotate rotated --overlap 5d")();
  BOOST_TEST(run_doctor().dump().find("rotated") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(platforms_and_people) {
  const std::string demo = "platform_id = (SELECT id FROM trading_platforms WHERE name = 'MT5 Demo')";
  check({{.what = "a platform needs somebody",
          .act = sql("UPDATE platform_circuits SET needs_attention = TRUE, open_until = '9999-01-01', "
                     "reason = 'sign_in_refused', detail = 'x' WHERE " +
                     demo),
          .mend = sql("UPDATE platform_circuits SET needs_attention = FALSE, open_until = NULL, reason = NULL, "
                      "detail = NULL WHERE " +
                      demo),
          .level = "error",
          .told = "platform MT5 Demo is left alone: sign_in_refused"},
         {.what = "accounts wait for a person",
          .act = sql("UPDATE trading_accounts SET status = 'manual'"),
          .mend = sql("UPDATE trading_accounts SET status = 'created'"),
          .level = "warning",
          .told = "trading accounts wait for a person",
          .errors = 0},
         {.what = "MT4 in clear text",
          .act = sql("UPDATE trading_platforms SET kind = 'mt4', host = 'mt4.example'"),
          .mend = sql("UPDATE trading_platforms SET kind = 'mt5', host = '127.0.0.1'"),
          .level = "warning",
          .told = "in clear text at mt4.example",
          .errors = 0},
         {.what = "the only administrator is disabled",
          .act = sql("UPDATE users SET disabled_at = UTC_TIMESTAMP(6) WHERE email = 'admin@example.com'"),
          .mend = sql("UPDATE users SET disabled_at = NULL WHERE email = 'admin@example.com'"),
          .level = "error",
          .told = "there is no administrator who could sign in"},
         {.what = "the members area has no dashboard",
          .act = sql("UPDATE menus SET home_marker = NULL WHERE path = '/dashboard'"),
          .mend = sql("UPDATE menus SET home_marker = 1 WHERE path = '/dashboard'"),
          .level = "warning",
          .told = "no enabled menu entry is marked as home",
          .errors = 0},
         {.what = "a restore has brought an erased person back",
          .act = [] { write_file(erased_file(), latchkey::Uuid::make().text() + "\n"); },
          .mend = command("customer re-erase"),
          .level = "error",
          .told = "names 1 people who are not erased in the database"},
         {.what = "another machine has erased somebody",
          .act = sql("INSERT INTO erased_people VALUES (REPEAT('e', 16), UTC_TIMESTAMP(6))"),
          .mend = command("customer re-erase"),
          .level = "warning",
          .told = "lacks 1 people who were erased on another machine",
          .errors = 0},
         {.what = "the ids of erased people cannot be written down",
          .act =
              [] {
                std::filesystem::rename(erased_file(), erased_file() + ".away");
                std::filesystem::create_directory(erased_file());
              },
          .mend =
              [] {
                std::filesystem::remove(erased_file());
                std::filesystem::rename(erased_file() + ".away", erased_file());
              },
          .level = "error",
          .told = "erased cannot be read"}});
}

BOOST_AUTO_TEST_SUITE_END()
