// Several servers in [database]: which one is used, when it is left, and when the preferred one is used again. Two
// separate servers, each with a table that tells which one it is.
#include "db/server_choice.hpp"

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <fstream>

#include "db/connection.hpp"
#include "db/server_failure.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using namespace std::chrono_literals;
using test::holds_within;

namespace {

constexpr auto longest_wait = 3s;  // what a visitor may have to wait

struct Server : test::ThrowawayServer {
  explicit Server(const std::string& name) : admin(config()) {
    admin.execute_text("CREATE TABLE names (name VARCHAR(10) NOT NULL)");
    admin.execute("INSERT INTO names (name) VALUES (?)", {name});
    admin.execute_text("CREATE TABLE things (id INT NOT NULL PRIMARY KEY)");
    // An administrator may write to a server that is read-only.
    admin.execute_text("CREATE USER plain@localhost IDENTIFIED BY 'pw'");
    admin.execute_text("GRANT ALL ON latchkey.* TO plain@localhost");
    std::ifstream(admin.query("SELECT @@pid_file AS file").at(0).text("file")) >> pid;
  }

  [[nodiscard]] DatabaseAddress address() const { return {.socket = config().socket, .host = ""}; }
  void set_read_only(const char* value) { admin.execute_text(std::string("SET GLOBAL read_only = ") + value); }
  // One thread takes the signal; until it has, the others go on.
  void freeze() const {
    ::kill(pid, SIGSTOP);
    BOOST_REQUIRE(holds_within(5s, [&] {
      return test::read_file("/proc/" + std::to_string(pid) + "/stat").find(") T ") != std::string::npos;
    }));
  }
  void thaw() const { ::kill(pid, SIGCONT); }
  [[nodiscard]] std::int64_t count() {
    return admin.query("SELECT COUNT(*) AS count FROM things").at(0).integer("count");
  }

  db::Connection admin;
  int pid = 0;
};

struct Pair {
  Pair() {
    for (Server* server : {&first(), &second()}) {
      server->thaw();
      server->set_read_only("0");
      server->admin.execute_text("DELETE FROM things");
    }
  }
  ~Pair() {
    first().thaw();
    second().thaw();
  }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;
  Pair(Pair&&) = delete;
  Pair& operator=(Pair&&) = delete;

  static Server& first() {
    static Server server("first");
    return server;
  }
  static Server& second() {
    static Server server("second");
    return server;
  }

  [[nodiscard]] static DatabaseConfig config() {
    DatabaseConfig config;
    config.hosts = {first().address(), second().address()};
    config.name = "latchkey";
    config.user = "plain";
    config.password = "pw";
    config.connect_timeout = 1s;
    config.read_timeout = 2s;
    config.statement_margin = 200ms;
    config.lock_wait = 1s;
    config.well_before_return = 1s;
    config.probe_every = 200ms;
    return config;
  }
};

std::string name_of(db::Connection& db) { return db.query("SELECT name FROM names").at(0).text("name"); }

void insert(db::Connection& db, int id) { db.execute("INSERT INTO things (id) VALUES (?)", {id}); }

template <class Work>
std::chrono::steady_clock::duration time_of(Work work) {
  const auto begun = std::chrono::steady_clock::now();
  work();
  return std::chrono::steady_clock::now() - begun;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(server_choice, Pair)

BOOST_AUTO_TEST_CASE(the_first_server_that_answers_is_used) {
  db::Connection db(config());
  BOOST_TEST(name_of(db) == "first");
  DatabaseConfig half = config();
  half.hosts.front().socket = "/nonexistent/db.sock";
  db::Connection other(half);
  BOOST_TEST(name_of(other) == "second");
}

BOOST_AUTO_TEST_CASE(when_none_answers_it_is_unavailable) {
  DatabaseConfig none = config();
  for (auto& address : none.hosts) address.socket += ".not";
  db::Connection db(none);
  BOOST_CHECK_THROW(static_cast<void>(name_of(db)), Unavailable);
}

BOOST_AUTO_TEST_CASE(a_server_that_takes_no_writes_is_passed_over) {
  first().set_read_only("1");
  db::Connection db(config());
  BOOST_TEST(name_of(db) == "second");
}

// After a switch-over the old primary is read-only: a write goes to the new one, without an error where it may be
// repeated.
BOOST_AUTO_TEST_CASE(a_server_that_becomes_read_only_is_left_at_the_next_write) {
  db::Connection db(config());
  insert(db, 1);
  first().set_read_only("1");
  insert(db, 2);
  db.in_transaction([&](db::Transaction&) { insert(db, 3); });
  BOOST_TEST(first().count() == 1);
  BOOST_TEST(second().count() == 2);
}

BOOST_AUTO_TEST_CASE(a_transaction_is_not_taken_to_another_server) {
  db::Connection db(config());
  db.in_transaction([&](db::Transaction&) { insert(db, 1); });
  BOOST_CHECK_THROW(db.in_transaction([&](db::Transaction&) {
    static_cast<void>(name_of(db));
    first().set_read_only("1");
    insert(db, 2);
  }),
                    Unavailable);
  db.in_transaction([&](db::Transaction&) { insert(db, 3); });
  BOOST_TEST(first().count() == 1);
  BOOST_TEST(second().count() == 1);
}

// Whoever only reads would never meet the error: a sign-out at the new primary would go unnoticed.
BOOST_AUTO_TEST_CASE(a_server_that_becomes_read_only_is_left_by_a_reader_within_a_second) {
  db::Connection db(config());
  BOOST_TEST(name_of(db) == "first");
  first().set_read_only("1");
  BOOST_TEST(holds_within(1s, [&] { return name_of(db) == "second"; }));
}

BOOST_AUTO_TEST_CASE(a_lone_server_that_becomes_read_only_is_connected_to_anew) {
  DatabaseConfig lone = config();
  lone.socket = lone.hosts.front().socket;
  lone.hosts.clear();
  db::Connection db(lone);
  const auto id_of = [&] { return db.query("SELECT CONNECTION_ID() AS id").at(0).integer("id"); };
  const auto before = id_of();
  first().set_read_only("1");
  BOOST_TEST(holds_within(1s, [&] { return id_of() != before; }));
  BOOST_TEST(name_of(db) == "first");
}

BOOST_AUTO_TEST_CASE(while_no_server_takes_writes_they_can_be_read) {
  first().set_read_only("1");
  second().set_read_only("1");
  db::Connection db(config());
  BOOST_TEST(name_of(db) == "first");
  BOOST_CHECK_THROW(insert(db, 1), Unavailable);
  second().set_read_only("0");
  BOOST_TEST(holds_within(2s, [&] { return name_of(db) == "second"; }));
  insert(db, 1);
  BOOST_TEST(second().count() == 1);
}

// While one is silent, others may be writing to it, so the other one's data may be old.
BOOST_AUTO_TEST_CASE(a_read_only_server_is_not_read_while_another_one_is_silent) {
  first().set_read_only("1");
  DatabaseConfig half = config();
  half.hosts.back().socket += ".not";
  db::Connection db(half);
  BOOST_CHECK_THROW(static_cast<void>(name_of(db)), Unavailable);
}

BOOST_AUTO_TEST_CASE(a_server_that_hangs_costs_one_time_out_and_is_avoided_then) {
  db::Connection db(config());
  BOOST_TEST(name_of(db) == "first");
  first().freeze();
  BOOST_TEST((time_of([&] { BOOST_TEST(name_of(db) == "second"); }) < longest_wait));
  for (int i = 0; i < 20; ++i) {
    BOOST_TEST((time_of([&] { insert(db, i); }) < 500ms));
    db.drop();
  }
}

BOOST_AUTO_TEST_CASE(a_server_that_hangs_is_told_to_the_other_processes) {
  const test::TemporaryFolder folder;
  DatabaseConfig shared = config();
  shared.memory_file = folder.path() / "servers";
  db::Connection db(shared);
  db::Connection other(shared);
  BOOST_TEST(name_of(db) == "first");
  BOOST_TEST(name_of(other) == "first");
  first().freeze();
  BOOST_TEST(name_of(db) == "second");
  BOOST_TEST((time_of([&] { BOOST_TEST(name_of(other) == "second"); }) < 500ms));
  db::Connection third(shared);
  BOOST_TEST((time_of([&] { BOOST_TEST(name_of(third) == "second"); }) < 500ms));
}

BOOST_AUTO_TEST_CASE(the_preferred_server_is_used_again_once_it_has_been_well_for_a_while) {
  db::Connection db(config());
  first().set_read_only("1");
  insert(db, 1);
  BOOST_TEST(name_of(db) == "second");
  first().set_read_only("0");
  const auto begun = std::chrono::steady_clock::now();
  BOOST_TEST(holds_within(5s, [&] { return name_of(db) == "first"; }));
  BOOST_TEST((std::chrono::steady_clock::now() - begun >= 1s));
}

// Nobody waits for the look at a server that hangs still.
BOOST_AUTO_TEST_CASE(looking_whether_the_preferred_server_is_well_delays_no_statement) {
  db::Connection db(config());
  first().freeze();
  BOOST_TEST(name_of(db) == "second");
  const auto end = std::chrono::steady_clock::now() + 3s;
  auto longest = std::chrono::steady_clock::duration::zero();
  while (std::chrono::steady_clock::now() < end) {
    longest = std::max(longest, time_of([&] { BOOST_REQUIRE(name_of(db) == "second"); }));
  }
  BOOST_TEST((longest < 300ms));
  first().thaw();
  BOOST_TEST(holds_within(5s, [&] { return name_of(db) == "first"; }));
}

BOOST_AUTO_TEST_CASE(a_session_that_the_server_has_ended_is_opened_again_there) {
  db::Connection db(config());
  const auto id = db.query("SELECT CONNECTION_ID() AS id").at(0).integer("id");
  first().admin.execute_text("KILL " + std::to_string(id));
  BOOST_TEST(name_of(db) == "first");
}

BOOST_AUTO_TEST_SUITE_END()
