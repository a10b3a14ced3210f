#include "db/connection.hpp"

#include <boost/test/unit_test.hpp>

#include "db/things.hpp"
#include "support/child_process.hpp"
#include "support/dialect.hpp"

using namespace latchkey;
using test::id_of;

BOOST_FIXTURE_TEST_SUITE(connection, test::Things)

BOOST_AUTO_TEST_CASE(the_session_is_in_utc_strict_and_read_committed) {
  const auto row = db->query("SELECT @@time_zone AS zone, @@sql_mode AS mode").at(0);
  BOOST_TEST(row.text("zone") == "+00:00");
  BOOST_TEST(row.text("mode").find("STRICT_TRANS_TABLES") != std::string::npos);
  const auto settings = test::session_settings(*db);
  BOOST_TEST(settings.isolation == "READ-COMMITTED");
  BOOST_TEST((settings.longest_statement == std::chrono::seconds{4}));
}

BOOST_AUTO_TEST_CASE(a_taken_key_is_an_outcome_and_its_name_is_known) {
  const auto try_insert = [&](int id, const char* text) {
    return db->insert("INSERT INTO things (id, text) VALUES (?, ?)", {id, text}, "things_text_unique");
  };
  BOOST_TEST((try_insert(1, "a") == db::InsertOutcome::inserted));
  BOOST_TEST((try_insert(2, "a") == db::InsertOutcome::duplicate));
  BOOST_CHECK_THROW(static_cast<void>(try_insert(1, "b")), db::DuplicateKey);
}

BOOST_AUTO_TEST_CASE(an_error_never_holds_a_value) {
  try {
    db->execute("INSERT INTO things (id, text) VALUES (?, ?)", {1, std::string(60, 's')});
    BOOST_FAIL("stored");
  } catch (const db::StatementError& error) {
    BOOST_TEST(error.number() == 1406);
    BOOST_TEST(std::string(error.what()).find("ssss") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(an_idle_connection_that_was_closed_is_opened_again) {
  test::kill(id_of(*db));
  BOOST_TEST(db->query("SELECT 1 AS one").at(0).integer("one") == 1);
  test::kill(id_of(*db));
  db->in_transaction([&](db::Transaction&) { insert(1); });
  BOOST_TEST(db->query("SELECT COUNT(*) AS count FROM things").at(0).integer("count") == 1);
}

BOOST_AUTO_TEST_CASE(a_statement_outside_a_transaction_that_may_have_been_carried_out_is_not_repeated) {
  insert(1);
  test::kill(id_of(*db));
  BOOST_CHECK_THROW(insert(2), Unavailable);
  insert(2);
  BOOST_TEST(test::count_stored() == 2);
}

BOOST_AUTO_TEST_CASE(a_text_that_meets_a_lost_connection_is_told_once) {
  for (int id = 1; id <= 3; ++id) insert_in_transaction(id);
  const auto connection_id = db->in_transaction([&](db::Transaction&) { return id_of(*db); });
  test::kill(connection_id);
  BOOST_CHECK_THROW(db->execute_text("INSERT INTO things (id) VALUES (4)"), Unavailable);
  insert(4);
  BOOST_TEST(test::count_stored() == 4);
}

BOOST_AUTO_TEST_CASE(a_statement_whose_table_has_changed_is_prepared_again) {
  insert(1);
  BOOST_TEST(db->query("SELECT id FROM things").at(0).integer("id") == 1);
  test::SharedDatabase::connect()->execute_text("ALTER TABLE things ADD COLUMN more INT NULL AFTER id");
  BOOST_TEST(db->query("SELECT id FROM things").at(0).integer("id") == 1);
  insert(2);
  test::SharedDatabase::connect()->execute_text("ALTER TABLE things DROP COLUMN more");
  BOOST_TEST(db->query("SELECT id FROM things").size() == 2U);
}

BOOST_AUTO_TEST_CASE(without_a_descriptor_for_the_socket_it_is_unavailable) {
  for (const char* host : {"", "127.0.0.1"}) {
    const int is_told = test::run_in_child([&] {
      DatabaseConfig config = test::SharedDatabase::server().config();
      config.host = host;
      config.allow_cleartext = true;
      if (!config.host.empty()) config.socket.clear();
      db::Connection other(config);
      test::take_descriptors();
      for (int i = 0; i < 2; ++i) {
        try {
          static_cast<void>(other.query("SELECT 1"));
        } catch (const Unavailable&) {
          continue;
        } catch (const db::StatementError& error) {
          return error.number() % 100;
        }
        return 2;
      }
      return 1;
    });
    BOOST_TEST(is_told == 1, host);
  }
}

BOOST_AUTO_TEST_CASE(a_server_that_is_not_there_is_unavailable) {
  DatabaseConfig config;
  config.socket = "/nonexistent/db.sock";
  config.name = "latchkey";
  db::Connection none(config);
  BOOST_CHECK_THROW(static_cast<void>(none.query("SELECT 1")), Unavailable);
}

BOOST_AUTO_TEST_CASE(an_account_that_is_locked_is_unavailable) {
  db->execute_text("CREATE USER IF NOT EXISTS locked@localhost IDENTIFIED BY 'pw' ACCOUNT LOCK");
  DatabaseConfig config = test::SharedDatabase::server().config();
  config.user = "locked";
  config.password = "pw";
  db::Connection locked(config);
  BOOST_CHECK_THROW(static_cast<void>(locked.query("SELECT 1")), Unavailable);
}

BOOST_AUTO_TEST_CASE(a_select_ends_before_the_time_out_and_keeps_the_connection) {
  DatabaseConfig config = test::SharedDatabase::server().config();
  config.read_timeout = std::chrono::seconds{2};
  db::Connection patient(config);
  const auto connection_id = id_of(patient);
  const std::string numbers = test::numbers_to(100000);
  BOOST_CHECK_THROW(
      static_cast<void>(patient.query("SELECT COUNT(*) FROM (SELECT seq FROM " + numbers + ") a, (SELECT seq FROM " +
                                      numbers + ") b WHERE RAND(a.seq) + b.seq < 0")),
      Unavailable);
  BOOST_TEST(id_of(patient) == connection_id);
}

BOOST_AUTO_TEST_SUITE_END()
