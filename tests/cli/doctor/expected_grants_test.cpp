#include "cli/doctor/expected_grants.hpp"

#include <boost/test/unit_test.hpp>

#include "cli/schema/migrations.hpp"
#include "support/folders.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using test::SharedDatabase;

namespace {

// Runs the shipped grants.sql twice, and unlocks the accounts.
struct Accounts {
  Accounts() {
    static_cast<void>(SharedDatabase::connect());
    const auto root = SharedDatabase::connect();
    for (int i = 0; i < 2; ++i) {
      for (const auto& statement : cli::split_statements(test::read_file(test::source_folder() + "/sql/grants.sql")))
        root->execute_text(statement);
    }
    for (const char* name : {"customers", "login", "session", "admin"}) {
      root->execute_text("ALTER USER latchkey_" + std::string(name) + "@localhost IDENTIFIED BY 'pw' ACCOUNT UNLOCK");
    }
  }
  static db::Connection connect(const std::string& program) {
    auto config = SharedDatabase::server().config();
    config.user = "latchkey_" + program;
    config.password = "pw";
    return db::Connection(config);
  }
  static bool may(const std::string& program, const std::string& statement) {
    db::Connection db = connect(program);
    try {
      db.execute_text(statement);
      return true;
    } catch (const db::StatementError& error) {
      BOOST_TEST((error.number() == 1142 || error.number() == 1143), "error " << error.number());
      return false;
    }
  }
};

struct Row {
  const char* program;
  const char* statement;
  bool is_allowed;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(grants, Accounts)

BOOST_AUTO_TEST_CASE(each_account_can_do_its_work_and_nothing_else) {
  for (const Row& row : {Row{"session", "SELECT session_hash, last_seen_at FROM sessions LIMIT 1", true},
                         Row{"session", "UPDATE sessions SET last_seen_at = UTC_TIMESTAMP(6) WHERE FALSE", true},
                         Row{"session", "UPDATE sessions SET ended_at = NULL WHERE FALSE", false},
                         Row{"session", "SELECT password_hash FROM customers LIMIT 1", false},
                         Row{"session", "SELECT id FROM api_keys LIMIT 1", false},
                         Row{"session", "INSERT INTO sessions (id) VALUES ('x')", false},
                         Row{"session", "SELECT id FROM login_tokens LIMIT 1", false},
                         Row{"login", "SELECT key_hash FROM api_keys LIMIT 1", false},
                         Row{"login", "SELECT id FROM users LIMIT 1", false},
                         Row{"login", "SELECT id FROM leads LIMIT 1", false},
                         Row{"login", "SELECT password_hash FROM customers LIMIT 1", true},
                         Row{"login", "UPDATE customers SET blocked_at = NULL WHERE FALSE", false},
                         Row{"login", "UPDATE login_tokens SET expires_at = NULL WHERE FALSE", false},
                         Row{"login", "DELETE FROM login_tokens WHERE FALSE", false},
                         Row{"login", "SELECT main_password FROM account_openings LIMIT 1", true},
                         Row{"login", "UPDATE account_openings SET main_password = NULL WHERE FALSE", true},
                         Row{"login", "SELECT tag FROM account_openings LIMIT 1", false},
                         Row{"login", "UPDATE account_openings SET secret_key_id = '' WHERE FALSE", false},
                         Row{"login", "DELETE FROM account_openings WHERE FALSE", false},
                         Row{"login", "SELECT server_name FROM trading_platforms LIMIT 1", true},
                         Row{"login", "SELECT secret FROM trading_platforms LIMIT 1", false},
                         Row{"login", "SELECT host FROM trading_platforms LIMIT 1", false},
                         Row{"login", "UPDATE trading_accounts SET status = 'created' WHERE FALSE", false},
                         Row{"login", "SELECT detail FROM account_events LIMIT 1", false},
                         Row{"login", "DELETE FROM account_events WHERE FALSE", false},
                         Row{"session", "SELECT id FROM trading_accounts LIMIT 1", false},
                         Row{"customers", "SELECT password_hash FROM customers LIMIT 1", false},
                         Row{"customers", "SELECT main_password FROM account_openings LIMIT 1", false},
                         Row{"customers", "SELECT id FROM sessions LIMIT 1", false},
                         Row{"customers", "UPDATE customers SET email = '' WHERE FALSE", false},
                         Row{"customers", "DELETE FROM customers WHERE FALSE", false},
                         Row{"customers", "UPDATE touches SET metadata = '{}' WHERE FALSE", false},
                         Row{"customers", "SELECT secret FROM trading_platforms LIMIT 1", false},
                         Row{"customers", "UPDATE api_keys SET rights = '' WHERE FALSE", false},
                         Row{"customers", "SELECT password_hash FROM users LIMIT 1", false},
                         Row{"admin", "SELECT password_hash FROM users LIMIT 1", true},
                         Row{"admin", "SELECT password_hash FROM customers LIMIT 1", false},
                         Row{"admin", "SELECT key_hash FROM api_keys LIMIT 1", false},
                         Row{"admin", "SELECT secret FROM trading_platforms LIMIT 1", true},
                         Row{"admin", "SELECT id FROM trading_platforms LIMIT 1 FOR UPDATE", true},
                         Row{"admin", "UPDATE trading_platforms SET kind = 'mt4' WHERE FALSE", false},
                         Row{"admin", "DELETE FROM trading_platforms WHERE FALSE", false},
                         Row{"admin", "DELETE FROM platform_groups WHERE FALSE", true},
                         Row{"admin", "UPDATE platform_groups SET currency = 'EUR' WHERE FALSE", false},
                         Row{"admin", "UPDATE platform_circuits SET holder = NULL WHERE FALSE", false},
                         Row{"admin", "UPDATE trading_accounts SET status = 'pending' WHERE FALSE", true},
                         Row{"admin", "UPDATE trading_accounts SET leverage = 1 WHERE FALSE", false},
                         Row{"admin", "DELETE FROM trading_accounts WHERE FALSE", false},
                         Row{"admin", "SELECT main_password FROM account_openings LIMIT 1", false},
                         Row{"admin", "SELECT investor_password FROM account_openings LIMIT 1", false},
                         Row{"admin", "SELECT main_password FROM account_renewals LIMIT 1", false},
                         Row{"admin", "SELECT state FROM account_renewals LIMIT 1", true},
                         Row{"admin", "UPDATE account_renewals SET attempts = 0 WHERE FALSE", false},
                         Row{"admin", "DELETE FROM account_renewals WHERE FALSE", false},
                         Row{"login", "SELECT state FROM account_renewals LIMIT 1", false},
                         Row{"customers", "SELECT state FROM account_renewals LIMIT 1", false},
                         Row{"login", "UPDATE server_clocks SET told_at = NULL WHERE FALSE", true},
                         Row{"admin", "UPDATE server_clocks SET told_at = NULL WHERE FALSE", true},
                         Row{"session", "SELECT told_at FROM server_clocks LIMIT 1", true},
                         Row{"session", "UPDATE server_clocks SET told_at = NULL WHERE FALSE", false},
                         Row{"customers", "SELECT told_at FROM server_clocks LIMIT 1", false},
                         Row{"admin", "DELETE FROM account_events WHERE FALSE", false},
                         Row{"admin", "SELECT session_hash FROM sessions LIMIT 1", false},
                         Row{"admin", "UPDATE audit_log SET actor = '' WHERE FALSE", false},
                         Row{"admin", "DELETE FROM audit_log WHERE FALSE", false},
                         Row{"admin", "DELETE FROM sign_in_attempts WHERE FALSE", false},
                         Row{"admin", "UPDATE audit_log SET action = '' WHERE FALSE", false},
                         Row{"admin", "UPDATE audit_log SET happened_at = NULL WHERE FALSE", false},
                         Row{"admin", "UPDATE audit_log SET subject_id = NULL WHERE FALSE", false},
                         Row{"admin", "UPDATE audit_log SET after_change = NULL WHERE FALSE", true},
                         Row{"admin", "DELETE FROM erased_people WHERE FALSE", false},
                         Row{"admin", "UPDATE sign_in_attempts SET attempted_at = NULL WHERE FALSE", false},
                         Row{"admin", "UPDATE deposits SET amount = '' WHERE FALSE", false},
                         Row{"admin", "UPDATE touches SET source_name = NULL WHERE FALSE", false},
                         Row{"admin", "UPDATE customers SET email = '' WHERE FALSE", true},
                         Row{"admin", "UPDATE customers SET lead_id = '' WHERE FALSE", false},
                         Row{"admin", "UPDATE leads SET source_user_id = NULL WHERE FALSE", true},
                         Row{"admin", "UPDATE leads SET first_deposit_at = NULL WHERE FALSE", false},
                         Row{"admin", "DELETE FROM leads WHERE FALSE", false},
                         Row{"admin", "DELETE FROM touches WHERE FALSE", false},
                         Row{"admin", "SELECT content FROM lead_file_parts LIMIT 1", true},
                         Row{"admin", "DELETE FROM lead_files WHERE FALSE", true},
                         Row{"admin", "UPDATE lead_files SET user_id = '' WHERE FALSE", false},
                         Row{"admin", "UPDATE lead_file_parts SET content = '' WHERE FALSE", false},
                         Row{"admin", "DELETE FROM leases WHERE FALSE", false},
                         Row{"customers", "SELECT id FROM lead_files LIMIT 1", false},
                         Row{"login", "SELECT number FROM lead_file_parts LIMIT 1", false},
                         Row{"admin", "DELETE FROM customers WHERE FALSE", false}}) {
    BOOST_TEST_CONTEXT(row.program << ": " << row.statement) {
      BOOST_TEST(may(row.program, row.statement) == row.is_allowed);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_the_file_says_is_what_the_database_has) {
  for (const char* program : {"customers", "login", "session", "admin"}) {
    BOOST_TEST_CONTEXT(program) {
      db::Connection db = connect(program);
      const auto expected = cli::expected_grants(program);
      BOOST_TEST(!expected.empty());
      BOOST_TEST((expected == cli::find_actual_grants(db)));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
