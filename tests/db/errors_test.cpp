// What each error number of the database does to the session, to the statement and to a transaction. A real server is
// made to answer with the number, once.
#include "db/errors.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <ostream>
#include <vector>

#include "db/server_failure.hpp"
#include "db/things.hpp"

using namespace latchkey;

namespace {

enum class Session { kept, dropped };
// `repeated`: the statement, or the transaction, was sent again and has succeeded.
enum class Answer { repeated, unavailable, conflict, refused };

std::ostream& operator<<(std::ostream& out, Session session) {
  return out << (session == Session::kept ? "kept" : "dropped");
}

std::ostream& operator<<(std::ostream& out, Answer answer) {
  static constexpr std::array<const char*, 4> names{"repeated", "unavailable", "conflict", "refused"};
  return out << names.at(static_cast<std::size_t>(answer));
}

struct Row {
  int number;
  const char* meaning;
  Session session;
  Answer query;    // outside a transaction
  Answer execute;  // outside a transaction
  Answer first;    // the first statement of a transaction
  Answer in_the_middle;
};

constexpr auto kept = Session::kept;
constexpr auto dropped = Session::dropped;
constexpr auto repeated = Answer::repeated;
constexpr auto unavailable = Answer::unavailable;
constexpr auto conflict = Answer::conflict;
constexpr auto refused = Answer::refused;

const std::vector<Row> rows{
    {1020, "row changed since the statement began", kept, conflict, repeated, repeated, repeated},
    {1021, "disk full", kept, unavailable, unavailable, unavailable, unavailable},
    {1040, "too many connections", kept, unavailable, unavailable, unavailable, unavailable},
    {1041, "out of memory", kept, unavailable, unavailable, unavailable, unavailable},
    {1045, "wrong password", kept, unavailable, unavailable, unavailable, unavailable},
    {1047, "Galera: not in a cluster with a majority", dropped, repeated, repeated, repeated, unavailable},
    {1053, "shutdown", dropped, repeated, unavailable, repeated, unavailable},
    {1077, "normal shutdown", dropped, repeated, unavailable, repeated, unavailable},
    {1114, "table full", kept, unavailable, unavailable, unavailable, unavailable},
    {1129, "this machine is shut out", kept, unavailable, unavailable, unavailable, unavailable},
    {1130, "no account for this machine", kept, unavailable, unavailable, unavailable, unavailable},
    {1152, "the server has ended the connection", dropped, repeated, unavailable, repeated, unavailable},
    {1158, "reading failed", dropped, repeated, unavailable, repeated, unavailable},
    {1159, "reading took too long", dropped, repeated, unavailable, repeated, unavailable},
    {1160, "writing failed", dropped, repeated, unavailable, repeated, unavailable},
    {1161, "writing took too long", dropped, repeated, unavailable, repeated, unavailable},
    {1180, "error during COMMIT", dropped, repeated, unavailable, repeated, unavailable},
    {1203, "too many connections of the account", kept, unavailable, unavailable, unavailable, unavailable},
    {1205, "wait for a lock", kept, conflict, repeated, repeated, repeated},
    {1213, "deadlock, Galera's certification", kept, conflict, repeated, repeated, repeated},
    {1226, "allowance used up", kept, unavailable, unavailable, unavailable, unavailable},
    {1243, "unknown statement handle", kept, repeated, repeated, repeated, repeated},
    {1290, "read-only", dropped, repeated, repeated, repeated, unavailable},
    {1317, "somebody has killed the statement", kept, unavailable, unavailable, unavailable, unavailable},
    {1406, "too long: a fault of ours", kept, refused, refused, refused, refused},
    {1461, "no room for prepared statements", kept, repeated, repeated, repeated, repeated},
    {1615, "to be prepared again", kept, repeated, repeated, repeated, repeated},
    {1792, "read-only by the setting for transactions", dropped, repeated, repeated, repeated, unavailable},
    {1836, "read-only mode", dropped, repeated, repeated, repeated, unavailable},
    {1927, "connection was killed", dropped, repeated, unavailable, repeated, unavailable},
    {1969, "max_statement_time", kept, unavailable, unavailable, unavailable, unavailable},
    {3024, "max_execution_time", kept, unavailable, unavailable, unavailable, unavailable},
    {3032, "offline mode", dropped, repeated, repeated, repeated, unavailable},
    {3100, "Group Replication: not handed to the group", dropped, repeated, unavailable, repeated, unavailable},
    {3101, "Group Replication: certification", kept, conflict, repeated, repeated, repeated},
    {4031, "closed for inactivity", dropped, repeated, unavailable, repeated, unavailable},
};

// `SELECT fail_once(1047)` fails with 1047 the first time. What it notes stays noted when the transaction is rolled
// back.
struct FailingServer : test::Things {
  FailingServer() {
    db->execute_text("CREATE TABLE IF NOT EXISTS failures (number INT NOT NULL) ENGINE = MyISAM");
    db->execute_text("DROP FUNCTION IF EXISTS fail_once");
    db->execute_text(R"sql(
        CREATE FUNCTION fail_once(failure INT) RETURNS INT MODIFIES SQL DATA
        BEGIN
          INSERT INTO failures (number) VALUES (failure);
          IF (SELECT COUNT(*) FROM failures) = 1 THEN
            SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = failure, MESSAGE_TEXT = 'made by a test';
          END IF;
          RETURN 1;
        END)sql");
  }

  void arm() const {
    db->execute_text("DELETE FROM failures");
    db->execute_text("DELETE FROM things");
  }

  void query(int number) const { static_cast<void>(db->query("SELECT fail_once(?) AS one", {number})); }
  void execute(int number) const { db->execute("INSERT INTO things (id) SELECT 7 * fail_once(?)", {number}); }

  template <class Work>
  Answer answer_to(Work work) const {
    arm();
    try {
      work();
      return Answer::repeated;
    } catch (const db::Conflict&) {
      return Answer::conflict;
    } catch (const Unavailable&) {
      return Answer::unavailable;
    } catch (const db::StatementError&) {
      return Answer::refused;
    }
  }

  [[nodiscard]] Session session_after(int number) const {
    arm();
    const auto before = test::id_of(*db);
    try {
      query(number);
    } catch (const std::exception&) {
    }
    return test::id_of(*db) == before ? Session::kept : Session::dropped;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(errors)

BOOST_FIXTURE_TEST_CASE(each_number_has_its_consequences, FailingServer) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.number << " " << row.meaning) {
      BOOST_TEST(session_after(row.number) == row.session);
      BOOST_TEST(answer_to([&] { query(row.number); }) == row.query);
      BOOST_TEST(answer_to([&] { execute(row.number); }) == row.execute);
      BOOST_TEST(test::count_stored() == (row.execute == repeated ? 1 : 0));
      BOOST_TEST(answer_to([&] { db->in_transaction([&](db::Transaction&) { execute(row.number); }); }) == row.first);
      BOOST_TEST(test::count_stored() == (row.first == repeated ? 1 : 0));
      BOOST_TEST(answer_to([&] {
                   db->in_transaction([&](db::Transaction&) {
                     insert(1);
                     execute(row.number);
                   });
                 }) == row.in_the_middle);
      BOOST_TEST(test::count_stored() == (row.in_the_middle == repeated ? 2 : 0));
    }
  }
}

// What libmariadb finds for itself; a server cannot be made to say it.
BOOST_AUTO_TEST_CASE(what_the_driver_says_of_the_connection_is_a_loss) {
  for (const int number : {2001, 2002, 2003, 2004, 2005, 2006, 2008, 2013, 2014, 2026, 2055}) {
    BOOST_TEST((db::classify(number) == db::ErrorKind::connection_lost), number);
  }
  for (const int number : {2030, 2057}) {
    BOOST_TEST((db::classify(number) == db::ErrorKind::stale_statement), number);
  }
  for (const int number : {2059, 2061}) BOOST_TEST((db::classify(number) == db::ErrorKind::server_busy), number);
}

// With the number, so that `doctor` and the command line can say it in words.
BOOST_FIXTURE_TEST_CASE(an_error_keeps_its_number, FailingServer) {
  for (const int number : {1045, 1406}) {
    arm();
    try {
      query(number);
      BOOST_FAIL("it has succeeded");
    } catch (const std::exception& error) {
      BOOST_TEST(db::find_error_number(error).value_or(0) == number);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
