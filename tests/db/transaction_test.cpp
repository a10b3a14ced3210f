// Connection::in_transaction().
#include <atomic>
#include <barrier>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <future>

#include "db/things.hpp"
#include "support/run_together.hpp"

using namespace latchkey;
using test::count_stored;
using test::id_of;
using test::SharedDatabase;

namespace {

bool is_plain(const Unavailable& error) { return dynamic_cast<const db::CommitUnknown*>(&error) == nullptr; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(transaction, test::Things)

BOOST_AUTO_TEST_CASE(a_transaction_is_stored_whole_or_not_at_all) {
  db->in_transaction([&](db::Transaction&) { insert(1); });
  db->in_transaction([&](db::Transaction& transaction) {
    insert(2);
    transaction.roll_back();
  });
  BOOST_CHECK_THROW(db->in_transaction([&](db::Transaction&) {
    insert(3);
    throw std::runtime_error("no");
  }),
                    std::runtime_error);
  BOOST_TEST(db->query("SELECT COUNT(*) AS count FROM things").at(0).integer("count") == 1);
}

// MariaDB's innodb_snapshot_isolation would refuse it with 1020.
BOOST_AUTO_TEST_CASE(a_statement_that_reads_and_writes_waits_for_the_row_that_another_changes) {
  insert(1);
  const auto other = SharedDatabase::connect();
  other->execute_text("START TRANSACTION");
  other->execute("UPDATE things SET big = 1 WHERE id = 1");
  auto waiting = std::async(std::launch::async, [] {
    const auto connection = SharedDatabase::connect();
    int tries = 0;
    connection->in_transaction([&](db::Transaction&) {
      ++tries;
      connection->execute(R"sql(
          INSERT INTO things (id)
          SELECT t.id FROM things t
          ON DUPLICATE KEY UPDATE big = things.big + 1)sql");
    });
    return tries;
  });
  BOOST_TEST((waiting.wait_for(std::chrono::milliseconds{300}) == std::future_status::timeout));
  other->execute_text("COMMIT");
  BOOST_TEST(waiting.get() == 1);
  BOOST_TEST(db->query("SELECT big FROM things").at(0).integer("big") == 2);
}

BOOST_AUTO_TEST_CASE(transactions_that_follow_one_another_save_the_round_trip_that_begins_them) {
  const auto count = [&](const char* name) {
    return std::stoll(db->query("SHOW SESSION STATUS LIKE '" + std::string(name) + "'").at(0).text("Value"));
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
    insert(3);
    throw std::runtime_error("no");
  }),
                    std::runtime_error);
  db->in_transaction([&](db::Transaction& transaction) {
    insert(4);
    transaction.roll_back();
  });
  insert_in_transaction(5);
  BOOST_TEST(count_stored() == 3);
}

BOOST_AUTO_TEST_CASE(a_lone_statement_after_transactions_commits_itself) {
  for (int id = 1; id <= 3; ++id) insert_in_transaction(id);
  insert(4);
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
    test::kill(connection_id);
    db->in_transaction([&](db::Transaction&) {
      if (asks_first)
        BOOST_TEST(db->query("SELECT COUNT(*) AS count FROM things").at(0).integer("count") == before + 3);
      insert(id + 3);
    });
    BOOST_TEST(count_stored() == before + 4);
    BOOST_TEST(id_of(*db) != connection_id);
  }
}

BOOST_AUTO_TEST_CASE(a_connection_lost_in_a_transaction_is_not_papered_over) {
  BOOST_CHECK_THROW(db->in_transaction([&](db::Transaction&) {
    insert(1);
    test::kill(id_of(*db));
    insert(2);
  }),
                    Unavailable);
  BOOST_TEST(db->query("SELECT COUNT(*) AS count FROM things").at(0).integer("count") == 0);
}

// The first statement is repeated on a new connection; when that is lost too, the first would be missing.
BOOST_AUTO_TEST_CASE(only_the_first_statement_of_a_transaction_is_repeated) {
  const auto killer = SharedDatabase::connect();
  const auto kill_newest = [&] {
    test::kill(killer->query("SELECT MAX(id) AS id FROM information_schema.processlist").at(0).integer("id"));
  };
  static_cast<void>(id_of(*killer));  // connects before the one that is to be killed
  db->drop();
  for (int id = 1; id <= 3; ++id) insert_in_transaction(id);
  kill_newest();
  BOOST_CHECK_THROW(db->in_transaction([&](db::Transaction&) {
    insert(4);
    kill_newest();
    insert(5);
  }),
                    Unavailable);
  BOOST_TEST(count_stored() == 3);
}

BOOST_AUTO_TEST_CASE(a_commit_that_is_lost_is_told_apart) {
  BOOST_CHECK_THROW(db->in_transaction([&](db::Transaction&) {
    insert(1);
    test::kill(id_of(*db));
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
  BOOST_TEST(db->query("SELECT SUM(big) AS sum FROM things").at(0).text("sum") == "4");
}

BOOST_AUTO_TEST_CASE(a_transaction_within_a_transaction_throws_and_leaves_the_outer_one_as_it_is) {
  for (const int first : {10, 20, 30, 40}) {  // the later ones begin by themselves
    const auto before = count_stored();
    db->in_transaction([&](db::Transaction&) {
      insert(first);
      BOOST_CHECK_THROW(insert_in_transaction(first + 1), std::logic_error);
      BOOST_TEST(count_stored() == before);
      insert(first + 2);
    });
    BOOST_TEST(count_stored() == before + 2);
  }
  for (int round = 0; round < 3; ++round) {
    BOOST_CHECK_THROW(db->in_transaction([&](db::Transaction&) {
      insert(1);
      insert_in_transaction(2);
    }),
                      std::logic_error);
    BOOST_TEST(count_stored() == 8);
  }
  insert(1);
  BOOST_TEST(count_stored() == 9);
}

BOOST_AUTO_TEST_CASE(after_a_loss_that_the_work_swallows_nothing_runs_outside_the_transaction) {
  for (int round = 0; round < 2; ++round) {  // the second one begins by itself
    BOOST_CHECK_EXCEPTION(db->in_transaction([&](db::Transaction&) {
      insert(1);
      test::kill(id_of(*db));
      BOOST_CHECK_THROW(insert(2), Unavailable);
      BOOST_CHECK_THROW(insert(3), Unavailable);
      BOOST_CHECK_THROW(static_cast<void>(db->query("SELECT 1")), Unavailable);
      BOOST_CHECK_THROW(db->execute_text("INSERT INTO things (id) VALUES (4)"), Unavailable);
    }),
                          Unavailable, is_plain);
    BOOST_CHECK_EXCEPTION(db->in_transaction([&](db::Transaction& transaction) {
      insert(1);
      db->drop();
      BOOST_CHECK_THROW(insert(2), Unavailable);
      transaction.roll_back();
    }),
                          Unavailable, is_plain);
    BOOST_TEST(count_stored() == round * 4);
    for (int id = 1; id <= 4; ++id) insert_in_transaction(100 * (round + 1) + id);
    BOOST_TEST(count_stored() == (round + 1) * 4);
  }
}

// The first statement is repeated on a new connection. When that is not to be had, and the work swallows the error, the
// second statement could find the server again.
BOOST_AUTO_TEST_CASE(a_first_statement_that_finds_no_server_ends_the_transaction) {
  const test::TemporaryFolder folder;
  auto config = SharedDatabase::server().config();
  const std::string link = folder.path() / "db.sock";
  std::filesystem::create_symlink(config.socket, link);
  config.socket = link;
  db::Connection own(config);
  for (int round = 1; round <= 4; ++round) {
    const auto connection_id = own.in_transaction([&](db::Transaction&) { return id_of(own); });
    BOOST_CHECK_EXCEPTION(own.in_transaction([&](db::Transaction&) {
      test::kill(connection_id);
      std::filesystem::rename(link, link + ".away");
      BOOST_CHECK_THROW(own.execute("INSERT INTO things (id) VALUES (1)"), Unavailable);
      std::filesystem::rename(link + ".away", link);
      BOOST_CHECK_THROW(own.execute("INSERT INTO things (id) VALUES (2)"), Unavailable);
    }),
                          Unavailable, is_plain);
    BOOST_TEST(count_stored() == 0);
  }
}

// After a deadlock the server has rolled the transaction back and would carry out each later statement by itself.
BOOST_AUTO_TEST_CASE(a_conflict_that_the_work_swallows_still_repeats_the_transaction) {
  for (const bool goes_on : {false, true}) {
    db->execute_text("DELETE FROM things");
    db->execute_text("INSERT INTO things (id, big) VALUES (1, 0), (2, 0)");
    std::atomic<int> swallowed{0};
    std::barrier both_hold_one(2);
    test::run_together(2, [&](int i) {
      const auto own = SharedDatabase::connect();
      const auto add = [&](int id) { own->execute("UPDATE things SET big = big + 1 WHERE id = ?", {id}); };
      for (int n = 0; n < i * 3; ++n)
        static_cast<void>(own->in_transaction([&](db::Transaction&) { return id_of(*own); }));
      bool is_first_run = true;
      own->in_transaction([&](db::Transaction&) {
        add(i == 0 ? 1 : 2);
        if (std::exchange(is_first_run, false)) both_hold_one.arrive_and_wait();
        try {
          add(i == 0 ? 2 : 1);
        } catch (const db::Conflict&) {
          ++swallowed;
        }
        if (goes_on) own->execute("INSERT INTO things (id) VALUES (?)", {10 + i});
      });
      own->execute("INSERT INTO things (id) VALUES (?)", {20 + i});  // commits itself again
    });
    BOOST_TEST(swallowed >= 1);
    BOOST_TEST(db->query("SELECT SUM(big) AS sum FROM things").at(0).text("sum") == "4");
    BOOST_TEST(count_stored() == (goes_on ? 6 : 4));
  }
}

BOOST_AUTO_TEST_SUITE_END()
