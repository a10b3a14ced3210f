#include "cli/schema/migrations.hpp"

#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "attempts/attempt_log.hpp"
#include "attempts/network.hpp"
#include "cli/context.hpp"
#include "db/schema_version.hpp"
#include "support/throwaway_server.hpp"

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
  void apply_up_to(int version) const {
    for (const auto& migration : cli::list_migrations()) {
      if (migration.version > version) continue;
      for (const auto& statement : cli::split_statements(migration.text)) db->execute_text(statement);
    }
  }
  void insert_lead(const Uuid& id, const std::string& metadata) const {
    db->execute(
        R"sql(
        INSERT INTO leads (id, email, first_touch_id, latest_touch_id, metadata, created_at, updated_at)
        VALUES (?, ?, 't', 't', ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)))sql",
        {id, id.text() + "@example.com", metadata});
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
      "INSERT INTO roles (id, name, requires_second_factor, created_at) VALUES (REPEAT('a', 16), 'a', 0, "
      "UTC_TIMESTAMP(6)), "
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
  apply_up_to(8);
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
  insert_lead(customer, "{}");
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

BOOST_AUTO_TEST_CASE(json_that_was_stored_before_it_became_text_is_read) {
  apply_up_to(11);
  const Uuid lead = Uuid::make();
  const auto stored = nlohmann::json::parse(R"({"plan":"gold \u2603","n":[1,2.5,null],"o":{}})");
  insert_lead(lead, stored.dump());
  db->execute(
      R"sql(
      INSERT INTO touches (id, lead_id, touched_at, api_key_id, api_key_name, utm_details, metadata)
      VALUES ('t', ?, UTC_TIMESTAMP(6), 'k', 'key', '{"utm_source":"x"}', ?))sql",
      {lead, stored.dump()});
  db->execute(
      R"sql(
      INSERT INTO idempotency_keys (api_key_id, key_hash, request_hash, status, answer, created_at)
      VALUES ('k', 'h', 'r', 201, ?, UTC_TIMESTAMP(6)))sql",
      {stored.dump()});
  db->execute(
      R"sql(
      INSERT INTO audit_log (id, happened_at, actor, action, subject_kind, before_change, after_change)
      VALUES ('a', UTC_TIMESTAMP(6), 'x', 'y', 'z', NULL, ?))sql",
      {stored.dump()});
  cli::migrate(*db, quiet);
  for (const char* select :
       {"SELECT metadata AS value FROM leads", "SELECT metadata AS value FROM touches",
        "SELECT answer AS value FROM idempotency_keys", "SELECT after_change AS value FROM audit_log"}) {
    BOOST_TEST_CONTEXT(select) { BOOST_TEST((nlohmann::json::parse(db->query(select).at(0).text("value")) == stored)); }
  }
  BOOST_TEST(db->query("SELECT utm_details FROM touches").at(0).text("utm_details").find("utm_source") == 2U);
  BOOST_TEST(db->query("SELECT before_change FROM audit_log").at(0).is_null("before_change"));
  BOOST_CHECK_THROW(insert_lead(Uuid::make(), "no json"), db::StatementError);
}

// MySQL's JSON is one that it does not.
BOOST_AUTO_TEST_CASE(every_column_has_a_type_that_the_driver_reads) {
  static constexpr std::array<std::string_view, 11> readable{
      "bigint", "binary", "char", "datetime", "int", "longtext", "smallint", "text", "tinyint", "varbinary", "varchar"};
  cli::migrate(*db, quiet);
  const auto columns = db->query(R"sql(
      SELECT table_name AS in_table, column_name AS name, data_type AS type
      FROM information_schema.columns
      WHERE table_schema = DATABASE())sql");
  BOOST_TEST(columns.size() > 100U);
  for (const auto& column : columns) {
    BOOST_TEST((std::ranges::find(readable, column.text("type")) != readable.end()),
               column.text("in_table") << "." << column.text("name") << " is " << column.text("type"));
  }
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
