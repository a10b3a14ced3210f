// settle_commit(): a COMMIT that gets no answer in time is stored, lost, or still under way.
#include "db/coordination/settle_commit.hpp"

#include <boost/test/unit_test.hpp>
#include <future>

#include "db/coordination/commit_stop.hpp"
#include "db/things.hpp"

using namespace latchkey;
using namespace std::chrono_literals;

namespace {

// A server whose commits can be held back, and a connection to it that waits one second for an answer.
struct HastyConnection {
  HastyConnection() : config(server().config()), admin(config) {
    admin.execute_text(
        "CREATE TABLE IF NOT EXISTS things (id INT NOT NULL, CONSTRAINT things_primary PRIMARY KEY (id))");
    admin.execute_text("DELETE FROM things");
    config.read_timeout = 1s;
    hasty = std::make_unique<db::Connection>(config);
    hasty->in_transaction([](db::Transaction&) {});  // connects
  }

  static test::ThrowawayServer& server() {
    static test::ThrowawayServer server({"--log-bin", "--server-id=1"});
    return server;
  }

  void insert_unanswered() const {
    BOOST_CHECK_THROW(
        hasty->in_transaction([&](db::Transaction&) { hasty->execute("INSERT INTO things (id) VALUES (1)"); }),
        db::CommitUnknown);
  }

  DatabaseConfig config;
  db::Connection admin;
  std::unique_ptr<db::Connection> hasty;
};

void settle(db::Connection& db, int id) {
  db::settle_commit(db, "SELECT 1 FROM things WHERE id = ? LOCK IN SHARE MODE", {id});
}

bool is_plain(const Unavailable& error) { return dynamic_cast<const db::CommitUnknown*>(&error) == nullptr; }

}  // namespace

BOOST_AUTO_TEST_SUITE(settle_commit)

BOOST_FIXTURE_TEST_CASE(a_commit_that_is_held_back_longer_than_the_time_out_is_waited_for, HastyConnection) {
  test::CommitStop stop(admin);
  insert_unanswered();
  BOOST_TEST(hasty->query("SELECT 1 FROM things WHERE id = 1").empty());  // what a look without a lock would say
  const auto released = std::async(std::launch::async, [&] {
    std::this_thread::sleep_for(3s);
    stop.end();
  });
  BOOST_CHECK_NO_THROW(settle(*hasty, 1));
  BOOST_TEST(admin.query("SELECT 1 FROM things WHERE id = 1").size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_commit_that_nobody_can_find_out_about_stays_unknown, HastyConnection) {
  test::CommitStop stop(admin);
  insert_unanswered();
  BOOST_CHECK_THROW(settle(*hasty, 1), db::CommitUnknown);
}

BOOST_FIXTURE_TEST_CASE(a_commit_that_never_arrived_is_told_as_nothing_stored, test::Things) {
  BOOST_CHECK_THROW(db->in_transaction([&](db::Transaction&) {
    insert(1);
    test::kill(test::id_of(*db));
  }),
                    db::CommitUnknown);
  BOOST_CHECK_EXCEPTION(settle(*db, 1), Unavailable, is_plain);
}

BOOST_AUTO_TEST_SUITE_END()
