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

  void insert_in_transaction(int id) {
    db->in_transaction([&](db::Transaction&) { db->execute("INSERT INTO things (id) VALUES (?)", {id}); });
  }

  std::unique_ptr<db::Connection> db;
};

// As another connection sees it.
std::int64_t count_stored() { return SharedDatabase::connect()->query("SELECT COUNT(*) FROM things").at(0).integer(0); }

std::int64_t id_of(db::Connection& connection) { return connection.query("SELECT CONNECTION_ID()").at(0).integer(0); }

void kill(std::int64_t connection_id) {
  SharedDatabase::connect()->execute_text("KILL " + std::to_string(connection_id));
}

void kill_connection_of(db::Connection& victim) { kill(id_of(victim)); }

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

BOOST_AUTO_TEST_CASE(transactions_that_follow_one_another_save_the_round_trip_that_begins_them) {
  const auto count = [&](const char* name) {
    return std::stoll(db->query("SHOW SESSION STATUS LIKE '" + std::string(name) + "'").at(0).text(1));
  };
  const auto begun = count("Com_begin");
  const auto set = count("Com_set_option");
  const auto committed = count("Com_commit");
  for (int id = 1; id <= 5; ++id) insert_in_transaction(id);
  BOOST_TEST(count_stored() == 5);
  BOOST_TEST(count("Com_begin") == begun + 1);
  BOOST_TEST(count("Com_set_option") == set + 2);  // into autocommit = 0, and out of it to count
  BOOST_TEST(count("Com_commit") == committed + 5);
}

BOOST_AUTO_TEST_CASE(a_transaction_that_begins_by_itself_is_stored_whole_or_not_at_all) {
  for (int id = 1; id <= 2; ++id) insert_in_transaction(id);
  BOOST_CHECK_THROW(db->in_transaction([&](db::Transaction&) {
    db->execute("INSERT INTO things (id) VALUES (3)");
    throw std::runtime_error("no");
  }),
                    std::runtime_error);
  db->in_transaction([&](db::Transaction& transaction) {
    db->execute("INSERT INTO things (id) VALUES (4)");
    transaction.roll_back();
  });
  insert_in_transaction(5);
  BOOST_TEST(count_stored() == 3);
}

BOOST_AUTO_TEST_CASE(a_lone_statement_after_transactions_commits_itself) {
  for (int id = 1; id <= 3; ++id) insert_in_transaction(id);
  db->execute("INSERT INTO things (id) VALUES (4)");
  BOOST_TEST(count_stored() == 4);
  for (int id = 5; id <= 7; ++id) insert_in_transaction(id);
  db->execute_text("INSERT INTO things (id) VALUES (8)");
  BOOST_TEST(count_stored() == 8);
}

BOOST_AUTO_TEST_CASE(a_connection_lost_between_transactions_is_opened_again) {
  for (const bool asks_first : {false, true}) {
    const auto connection_id = id_of(*db);
    const auto before = count_stored();
    const int id = asks_first ? 10 : 1;
    for (int i = 0; i < 3; ++i) insert_in_transaction(id + i);
    kill(connection_id);
    db->in_transaction([&](db::Transaction&) {
      if (asks_first) BOOST_TEST(db->query("SELECT COUNT(*) FROM things").at(0).integer(0) == before + 3);
      db->execute("INSERT INTO things (id) VALUES (?)", {id + 3});
    });
    BOOST_TEST(count_stored() == before + 4);
    BOOST_TEST(id_of(*db) != connection_id);
  }
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

// The first statement is repeated on a new connection; when that is lost too, the first would be missing.
BOOST_AUTO_TEST_CASE(only_the_first_statement_of_a_transaction_is_repeated) {
  const auto killer = SharedDatabase::connect();
  const auto kill_newest = [&] {
    kill(killer->query("SELECT MAX(id) FROM information_schema.processlist").at(0).integer(0));
  };
  static_cast<void>(id_of(*killer));  // connects before the one that is to be killed
  db->drop();
  for (int id = 1; id <= 3; ++id) insert_in_transaction(id);
  kill_newest();
  BOOST_CHECK_THROW(db->in_transaction([&](db::Transaction&) {
    db->execute("INSERT INTO things (id) VALUES (4)");
    kill_newest();
    db->execute("INSERT INTO things (id) VALUES (5)");
  }),
                    Unavailable);
  BOOST_TEST(count_stored() == 3);
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
