#include "cli/schema/migrations.hpp"

#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>

#include "attempts/attempt_log.hpp"
#include "attempts/network.hpp"
#include "cli/context.hpp"
#include "db/schema_version.hpp"
#include "support/throwaway_mariadb.hpp"

using namespace latchkey;
using test::SharedDatabase;

namespace {

const auto quiet = [](const std::string&) {};

struct EmptySchema {
  EmptySchema() {
    SharedDatabase::server().make_schema("migrations");
    db = std::make_unique<db::Connection>(SharedDatabase::server().config("migrations"));
  }
  std::int64_t count_tables() const {
    return db->query("SELECT COUNT(*) AS count FROM information_schema.tables WHERE table_schema = 'migrations'")
        .at(0)
        .integer("count");
  }
  std::unique_ptr<db::Connection> db;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(migrations, EmptySchema)

// By it the health check tells a database that lacks a migration.
BOOST_AUTO_TEST_CASE(the_version_that_programs_are_built_for_is_the_newest_one) {
  BOOST_TEST(db::schema_version == cli::list_migrations().back().version);
}

BOOST_AUTO_TEST_CASE(an_empty_database_gets_every_table_and_a_second_run_changes_nothing) {
  BOOST_TEST(cli::find_schema_version(*db) == 0);
  cli::migrate(*db, quiet);
  const auto tables = count_tables();
  for (const char* table :
       {"customers", "leads", "touches", "api_keys", "users", "menus", "trading_platforms", "platform_groups",
        "trading_accounts", "login_tokens", "sessions", "sign_in_attempts", "idempotency_keys", "audit_log"}) {
    BOOST_TEST_CONTEXT(table) {
      BOOST_TEST(db->query(
                       R"sql(
                SELECT COUNT(*) AS count
                FROM information_schema.tables
                WHERE table_schema = 'migrations' AND table_name = ?)sql",
                       {table})
                     .at(0)
                     .integer("count") == 1);
    }
  }
  cli::migrate(*db, quiet);
  BOOST_TEST(count_tables() == tables);
  BOOST_TEST(cli::find_schema_version(*db) == cli::list_migrations().back().version);
}

BOOST_AUTO_TEST_CASE(a_run_that_was_cut_off_after_any_statement_is_finished_by_the_next) {
  std::vector<std::string> statements;
  for (const auto& migration : cli::list_migrations()) {
    for (const auto& statement : cli::split_statements(migration.text)) statements.push_back(statement);
  }
  BOOST_TEST(statements.size() >= 14U);
  for (std::size_t cut = statements.size(); cut > 0; cut -= std::min<std::size_t>(cut, 3)) {  // the last one included
    BOOST_TEST_CONTEXT(cut) {
      SharedDatabase::server().make_schema("migrations");
      db->drop();
      for (std::size_t i = 0; i < cut; ++i) db->execute_text(statements[i]);
      BOOST_CHECK_NO_THROW(cli::migrate(*db, quiet));
    }
  }
}

BOOST_AUTO_TEST_CASE(roles_go_on_allowing_what_has_a_permission_of_its_own_now) {
  cli::migrate(*db, quiet);
  db->execute_text(
      "INSERT INTO roles VALUES (REPEAT('a', 16), 'a', 0, UTC_TIMESTAMP(6)), "
      "(REPEAT('b', 16), 'b', 0, UTC_TIMESTAMP(6)), (REPEAT('c', 16), 'c', 0, UTC_TIMESTAMP(6))");
  db->execute_text(
      "INSERT INTO role_permissions VALUES (REPEAT('a', 16), 'customers:edit'), "
      "(REPEAT('a', 16), 'leads:view'), (REPEAT('b', 16), 'leads:edit'), (REPEAT('c', 16), 'menus:edit')");
  for (const auto& migration : cli::list_migrations()) {
    if (migration.version != 10) continue;
    for (int i = 0; i < 2; ++i) {
      for (const auto& statement : cli::split_statements(migration.text)) db->execute_text(statement);
    }
  }
  std::string all;
  for (const auto& row : db->query("SELECT CONCAT(LEFT(role_id, 1), ' ', permission) AS one FROM role_permissions "
                                   "ORDER BY role_id, permission")) {
    all += row.text("one") + "\n";
  }
  BOOST_TEST(all ==
             "a customers:edit\na exports:view\na leads:view\na login_links:edit\nb exports:view\nb leads:view\n"
             "c menus:edit\n");
}

BOOST_AUTO_TEST_CASE(attempts_that_were_recorded_before_networks_still_count) {
  static constexpr int before_networks = 8;
  for (const auto& migration : cli::list_migrations()) {
    if (migration.version > before_networks) continue;
    for (const auto& statement : cli::split_statements(migration.text)) db->execute_text(statement);
  }
  const std::array<std::string, 6> addresses{"192.0.2.1", "::ffff:192.0.2.1", "2001:db8:1:2:3::4", "::1", "", "unix:"};
  for (const auto& address : addresses) {
    db->execute(
        R"sql(
        INSERT INTO sign_in_attempts (id, attempted_at, method, outcome, address, request_id)
        VALUES (RANDOM_BYTES(16), UTC_TIMESTAMP(6), 'password', 'wrong_password', ?, 'r')
        )sql",
        {address});
  }
  db->execute_text(R"sql(
      INSERT INTO sign_in_attempts (id, attempted_at, method, outcome, address, request_id)
      VALUES (RANDOM_BYTES(16), UTC_TIMESTAMP(6) - INTERVAL 29 DAY, 'token', 'signed_in', '198.51.100.1', 'r'),
          (RANDOM_BYTES(16), UTC_TIMESTAMP(6) - INTERVAL 31 DAY, 'token', 'signed_in', '198.51.100.2', 'r'))sql");
  const Uuid customer = Uuid::make();
  db->execute(
      R"sql(
      INSERT INTO leads (id, email, first_touch_id, latest_touch_id, metadata, created_at, updated_at)
      VALUES (?, 'a@example.com', 't', 't', '{}', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)))sql",
      {customer});
  db->execute(
      R"sql(
      INSERT INTO customers (id, email, first_name, last_name, phone, phone_country_code, nationality_country_code,
          password_hash, lead_id, api_key_id, created_at)
      VALUES (?, 'a@example.com', 'A', 'B', '+1', 'US', 'US', 'x', ?, 'k', UTC_TIMESTAMP(6)))sql",
      {customer, customer});
  db->execute("UPDATE sign_in_attempts SET customer_id = ? WHERE method = 'token'", {customer});
  cli::migrate(*db, quiet);
  for (const auto& row : db->query("SELECT address, network FROM sign_in_attempts WHERE method = 'password'")) {
    BOOST_TEST_CONTEXT(row.text("address")) {
      BOOST_TEST((row.text("network") == attempts::network_of(row.text("address"))));
    }
  }
  const auto sign_ins =
      db->query("SELECT account_hash, network FROM sign_in_attempts WHERE method = 'token' ORDER BY address");
  BOOST_TEST((sign_ins.at(0).text("account_hash") == attempts::hash_customer_account("a@example.com")));
  BOOST_TEST((sign_ins.at(0).text("network") == attempts::network_of("198.51.100.1")));
  BOOST_TEST(sign_ins.at(1).is_null("account_hash"));
}

BOOST_AUTO_TEST_CASE(a_second_run_at_once_is_refused) {
  db::Connection other(SharedDatabase::server().config("migrations"));
  static_cast<void>(other.query("SELECT GET_LOCK('latchkey_migrate:migrations', 0)"));
  BOOST_CHECK_THROW(cli::migrate(*db, quiet), cli::Refusal);
  BOOST_TEST(count_tables() == 0);
}

BOOST_AUTO_TEST_CASE(a_database_newer_than_the_program_is_refused) {
  cli::migrate(*db, quiet);
  db->execute_text("INSERT INTO schema_migrations VALUES (9999, 'future', REPEAT('x', 32), UTC_TIMESTAMP(6))");
  BOOST_CHECK_THROW(cli::migrate(*db, quiet), cli::Refusal);
}

BOOST_AUTO_TEST_CASE(a_migration_that_was_changed_afterwards_is_refused) {
  cli::migrate(*db, quiet);
  db->execute_text("UPDATE schema_migrations SET file_hash = REPEAT('x', 32) WHERE version = 1");
  BOOST_CHECK_THROW(cli::migrate(*db, quiet), cli::Refusal);
}

BOOST_AUTO_TEST_CASE(versions_are_numbered_without_a_gap) {
  int expected = 1;
  for (const auto& migration : cli::list_migrations()) BOOST_TEST(migration.version == expected++);
}

BOOST_AUTO_TEST_SUITE_END()
