#include "db/connection.hpp"

#include <atomic>
#include <barrier>
#include <boost/test/unit_test.hpp>

#include "support/http_client.hpp"
#include "support/throwaway_mariadb.hpp"

using namespace latchkey;
using test::SharedDatabase;

namespace {

struct Tables {
  Tables() : db(SharedDatabase::connect()) {
    db->execute_text(
        "CREATE TABLE IF NOT EXISTS things (id INT NOT NULL, text VARCHAR(50), big BIGINT UNSIGNED, bytes BINARY(32), "
        "CONSTRAINT things_primary PRIMARY KEY (id), CONSTRAINT things_text_unique UNIQUE (text))");
    db->execute_text("DELETE FROM things");
  }
  std::unique_ptr<db::Connection> db;
};

void kill_connection_of(db::Connection& victim) {
  const auto id = victim.query("SELECT CONNECTION_ID()").at(0).integer(0);
  SharedDatabase::connect()->execute_text("KILL " + std::to_string(id));
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(connection, Tables)

BOOST_AUTO_TEST_CASE(values_go_round) {
  std::string bytes;
  for (int i = 0; i < 32; ++i) bytes += static_cast<char>(i * 9);
  db->execute("INSERT INTO things VALUES (?, ?, ?, ?)", {1, "\xf0\x9f\x98\x80' OR 1=1", 18446744073709551615U, bytes});
  db->execute("INSERT INTO things VALUES (?, ?, ?, ?)", {2, nullptr, std::optional<std::uint64_t>(), nullptr});
  const auto rows = db->query("SELECT text, big, bytes FROM things ORDER BY id");
  BOOST_TEST(rows.at(0).text(0) == "\xf0\x9f\x98\x80' OR 1=1");
  BOOST_TEST(rows.at(0).text(1) == "18446744073709551615");
  BOOST_TEST(rows.at(0).text(2) == bytes);
  BOOST_TEST(rows.at(1).is_null(0));
  BOOST_CHECK_THROW(static_cast<void>(rows.at(1).text(0)), std::logic_error);
  BOOST_CHECK_THROW(static_cast<void>(rows.at(0).integer(0)), std::logic_error);
}

BOOST_AUTO_TEST_CASE(the_session_is_in_utc_strict_and_read_committed) {
  const auto row = db->query("SELECT @@time_zone, @@tx_isolation, @@sql_mode, @@max_statement_time").at(0);
  BOOST_TEST(row.text(0) == "+00:00");
  BOOST_TEST(row.text(1) == "READ-COMMITTED");
  BOOST_TEST(row.text(2).find("STRICT_TRANS_TABLES") != std::string::npos);
  BOOST_TEST(row.text(3).starts_with("4"));
}

BOOST_AUTO_TEST_CASE(a_taken_key_is_an_outcome_and_its_name_is_known) {
  const auto insert = [&](int id, const char* text) {
    return db->insert("INSERT INTO things (id, text) VALUES (?, ?)", {id, text}, "things_text_unique");
  };
  BOOST_TEST((insert(1, "a") == db::InsertOutcome::inserted));
  BOOST_TEST((insert(2, "a") == db::InsertOutcome::duplicate));
  BOOST_CHECK_THROW(static_cast<void>(insert(1, "b")), db::DuplicateKey);
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

BOOST_AUTO_TEST_CASE(a_transaction_is_stored_whole_or_not_at_all) {
  db->in_transaction([&](db::Transaction&) { db->execute("INSERT INTO things (id) VALUES (1)"); });
  db->in_transaction([&](db::Transaction& transaction) {
    db->execute("INSERT INTO things (id) VALUES (2)");
    transaction.roll_back();
  });
  BOOST_CHECK_THROW(db->in_transaction([&](db::Transaction&) {
    db->execute("INSERT INTO things (id) VALUES (3)");
    throw std::runtime_error("no");
  }),
                    std::runtime_error);
  BOOST_TEST(db->query("SELECT COUNT(*) FROM things").at(0).integer(0) == 1);
}

BOOST_AUTO_TEST_CASE(an_idle_connection_that_was_closed_is_opened_again) {
  kill_connection_of(*db);
  BOOST_TEST(db->query("SELECT 1").at(0).integer(0) == 1);
  kill_connection_of(*db);
  db->in_transaction([&](db::Transaction&) { db->execute("INSERT INTO things (id) VALUES (1)"); });
  BOOST_TEST(db->query("SELECT COUNT(*) FROM things").at(0).integer(0) == 1);
}

BOOST_AUTO_TEST_CASE(a_connection_lost_in_a_transaction_is_not_papered_over) {
  BOOST_CHECK_THROW(db->in_transaction([&](db::Transaction&) {
    db->execute("INSERT INTO things (id) VALUES (1)");
    kill_connection_of(*db);
    db->execute("INSERT INTO things (id) VALUES (2)");
  }),
                    Unavailable);
  BOOST_TEST(db->query("SELECT COUNT(*) FROM things").at(0).integer(0) == 0);
}

BOOST_AUTO_TEST_CASE(a_commit_that_is_lost_is_told_apart) {
  BOOST_CHECK_THROW(db->in_transaction([&](db::Transaction&) {
    db->execute("INSERT INTO things (id) VALUES (1)");
    kill_connection_of(*db);
  }),
                    db::CommitUnknown);
}

BOOST_AUTO_TEST_CASE(a_deadlock_is_repeated_until_both_are_stored) {
  db->execute_text("INSERT INTO things (id, big) VALUES (1, 0), (2, 0)");
  std::atomic<int> runs{0};
  std::barrier both_hold_one(2);
  test::run_together(2, [&](int i) {
    const auto own = SharedDatabase::connect();
    bool is_first_run = true;
    own->in_transaction([&](db::Transaction&) {
      ++runs;
      own->execute("UPDATE things SET big = big + 1 WHERE id = ?", {i == 0 ? 1 : 2});
      if (std::exchange(is_first_run, false)) both_hold_one.arrive_and_wait();
      own->execute("UPDATE things SET big = big + 1 WHERE id = ?", {i == 0 ? 2 : 1});
    });
  });
  BOOST_TEST(runs > 2);
  BOOST_TEST(db->query("SELECT SUM(big) FROM things").at(0).text(0) == "4");
}

BOOST_AUTO_TEST_CASE(a_server_that_is_not_there_is_unavailable) {
  DatabaseConfig config;
  config.socket = "/nonexistent/db.sock";
  config.name = "latchkey";
  db::Connection none(config);
  BOOST_CHECK_THROW(static_cast<void>(none.query("SELECT 1")), Unavailable);
}

BOOST_AUTO_TEST_SUITE_END()
