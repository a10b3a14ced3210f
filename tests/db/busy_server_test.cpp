// A server that has run out of room for statements, statements that somebody kills, and conflicts outside transactions.
#include <boost/test/unit_test.hpp>
#include <future>

#include "db/connection.hpp"
#include "db/things.hpp"
#include "support/command.hpp"
#include "support/dialect.hpp"

using namespace latchkey;
using namespace std::chrono_literals;
using test::id_of;
using test::SharedDatabase;

namespace {

// From now on the server takes no more prepared statements than it has.
class FullOfStatements {
 public:
  FullOfStatements() : root_(SharedDatabase::connect()) {
    root_->execute_text("SET GLOBAL max_prepared_stmt_count = 0");
  }
  ~FullOfStatements() { root_->execute_text("SET GLOBAL max_prepared_stmt_count = 16382"); }
  FullOfStatements(const FullOfStatements&) = delete;
  FullOfStatements& operator=(const FullOfStatements&) = delete;
  FullOfStatements(FullOfStatements&&) = delete;
  FullOfStatements& operator=(FullOfStatements&&) = delete;
  void leave_room_for(int statements) const {
    root_->execute_text("SET GLOBAL max_prepared_stmt_count = " + std::to_string(statements));
  }

 private:
  std::unique_ptr<db::Connection> root_;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(busy_server, test::Things)

BOOST_AUTO_TEST_CASE(without_room_for_a_statement_the_database_is_unavailable_and_the_log_says_why) {
  const auto fresh = SharedDatabase::connect();
  {
    const FullOfStatements full;
    try {
      static_cast<void>(fresh->query("SELECT 1"));
      BOOST_FAIL("prepared");
    } catch (const Unavailable& error) {
      BOOST_TEST(std::string(error.what()).find("max_prepared_stmt_count") != std::string::npos, error.what());
    }
  }
  BOOST_TEST(fresh->query("SELECT 1").size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_connection_makes_room_by_letting_its_own_statements_go) {
  const auto own = SharedDatabase::connect();
  for (const char* text : {"SELECT 1", "SELECT 2", "SELECT 3"}) static_cast<void>(own->query(text));
  // Other connections of this program hold some too.
  const auto held = db->query("SHOW GLOBAL STATUS LIKE 'Prepared_stmt_count'").at(0).text("Value");
  {
    const FullOfStatements full;
    full.leave_room_for(std::stoi(held));
    BOOST_TEST(own->query("SELECT 4").size() == 1U);
    own->in_transaction([&](db::Transaction&) {
      BOOST_TEST(own->query("SELECT 5").size() == 1U);
      own->execute("INSERT INTO things (id) VALUES (?)", {7});
    });
  }
  BOOST_TEST(test::count_stored() == 1);
}

BOOST_AUTO_TEST_CASE(a_statement_that_somebody_kills_means_unavailable) {
  insert(1);
  const auto holder = SharedDatabase::connect();
  const auto own = SharedDatabase::connect();
  const auto id = id_of(*own);
  holder->in_transaction([&](db::Transaction&) {
    holder->execute("UPDATE things SET text = 'a' WHERE id = 1");
    auto waits = std::async(std::launch::async, [&] {
      try {
        own->execute("UPDATE things SET text = 'b' WHERE id = 1");
        return std::string("carried out");
      } catch (const Unavailable& error) {
        return std::string(error.what());
      }
    });
    BOOST_TEST((waits.wait_for(300ms) == std::future_status::timeout));
    SharedDatabase::connect()->execute_text("KILL QUERY " + std::to_string(id));
    BOOST_TEST(waits.get().find("error 1317") != std::string::npos);
  });
  own->execute("UPDATE things SET text = 'c' WHERE id = 1");
}

// On a cluster it is certification that ends such a statement.
BOOST_AUTO_TEST_CASE(a_statement_that_stands_alone_is_repeated_after_a_deadlock) {
  for (const int id : {1, 2}) insert(id);
  const auto other = SharedDatabase::connect();
  const auto own = SharedDatabase::connect();
  static_cast<void>(own->query("SELECT 1"));
  std::future<std::uint64_t> changed;
  other->in_transaction([&](db::Transaction&) {
    for (int id = 100; id < 150; ++id) other->execute("INSERT INTO things (id) VALUES (?)", {id});  // the heavier one
    other->execute("UPDATE things SET big = 1 WHERE id = 2");
    changed = std::async(std::launch::async,
                         [&] { return own->execute("UPDATE things SET big = 7 WHERE id IN (1, 2) ORDER BY id"); });
    BOOST_TEST((changed.wait_for(300ms) == std::future_status::timeout));
    other->execute("UPDATE things SET big = 1 WHERE id = 1");
  });
  BOOST_TEST(changed.get() == 2U);
}

BOOST_AUTO_TEST_CASE(the_session_speaks_utf8) {
  const auto row = db->query(
                         "SELECT @@character_set_client AS client, @@character_set_connection AS connection, "
                         "@@character_set_results AS results, @@collation_connection AS collation")
                       .at(0);
  BOOST_TEST(row.text("client") == "utf8mb4");
  BOOST_TEST(row.text("connection") == "utf8mb4");
  BOOST_TEST(row.text("results") == "utf8mb4");
  BOOST_TEST(row.text("collation") == "utf8mb4_general_ci");
}

BOOST_AUTO_TEST_SUITE_END()
