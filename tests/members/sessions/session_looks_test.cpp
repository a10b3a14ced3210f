// How machines tell each other of ended sessions while many end.
#include "members/sessions/session_looks.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "members/sessions/session_cache.hpp"
#include "support/command.hpp"
#include "support/people.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using namespace latchkey::members;
using namespace std::chrono_literals;
using test::holds_within;
using test::SharedDatabase;

namespace {

const SessionLimits limits{30min, 12h};

// A web machine: memory of its own, one process, one connection.
struct Machine {
  Machine() : db(SharedDatabase::connect()), table(folder.path() / "sessions"), looks(table) {}

  // A look, as at the next request after this one is due.
  bool look() {
    while (!looks.is_due(LocalTime::clock::now())) std::this_thread::sleep_for(5ms);
    return looks.take(*db, LocalTime::clock::now());
  }
  void look_for(std::chrono::milliseconds time) {
    for (const auto end = LocalTime::clock::now() + time; LocalTime::clock::now() < end;) look();
  }

  test::TemporaryFolder folder;
  std::unique_ptr<db::Connection> db;
  SessionTable table;
  SessionLooks looks;
};

struct Site {
  Site() : db(SharedDatabase::connect()), customer(test::make_customer(*db, test::new_email())) {
    db->execute_text("DELETE FROM session_end_digests");
  }
  // The next case begins with few ends.
  ~Site() { db->execute_text("DELETE FROM sessions WHERE ended_at IS NOT NULL"); }
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;
  Site(Site&&) = delete;
  Site& operator=(Site&&) = delete;

  crypto::TokenHash sign_in() {
    return open_session(*db, {.customer_id = customer, .address = "192.0.2.1"}, limits).value().hash();
  }
  void end(const crypto::TokenHash& hash) { end_session(*db, find_session(*db, hash, limits).value().id); }
  void end_many() {
    db->in_transaction([&](db::Transaction&) {
      for (int i = 0; i < 150; ++i) {
        db->execute(
            R"sql(
            INSERT INTO sessions (id, session_hash, customer_id, email, address, created_at, last_seen_at, expires_at, ended_at)
            VALUES (?, ?, ?, 'x', '192.0.2.1', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL 1 HOUR,
                UTC_TIMESTAMP(6)))sql",
            {Uuid::make(), crypto::SecretToken::make().hash().bytes(), customer});
      }
    });
  }
  [[nodiscard]] std::int64_t digests() const {
    return db->query("SELECT COUNT(*) AS n FROM session_end_digests", {}).at(0).integer("n");
  }

  std::unique_ptr<db::Connection> db;
  Uuid customer;
};

// Many sessions have ended, one machine writes digests and the other follows.
struct Pair : Site {
  Pair() {
    end_many();
    BOOST_TEST(one.look());
    BOOST_TEST(other.look());
  }

  Machine one;
  Machine other;
};

bool remembers(Machine& machine, const crypto::TokenHash& hash) { return machine.table.find(hash).has_value(); }

void remember(Machine& machine, const crypto::TokenHash& hash) {
  machine.table.put(hash, {{Uuid::make(), "a@b.example", true}, DatabaseTime(24h * 365 * 1000)});
}

// A session that the follower remembers, and that has ended.
crypto::TokenHash end_remembered(Pair& pair) {
  auto session = pair.sign_in();
  remember(pair.other, session);
  pair.end(session);
  return session;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(session_looks, Site)

BOOST_AUTO_TEST_CASE(few_ends_write_nothing) {
  Machine machine;
  const auto session = sign_in();
  remember(machine, session);
  BOOST_TEST(machine.look());
  end(session);
  BOOST_TEST(machine.look());
  BOOST_TEST(!remembers(machine, session));
  BOOST_TEST(digests() == 0);
  BOOST_TEST(!machine.table.progress().follows);
}

// As it comes from a server of the cluster whose clock is half a minute behind.
BOOST_AUTO_TEST_CASE(an_end_by_a_clock_that_is_behind_is_found) {
  Machine machine;
  const auto end_behind = [&](const std::string& clock) {
    const auto session = sign_in();
    remember(machine, session);
    BOOST_TEST(machine.look());
    db->execute("INSERT INTO server_clocks (server, told_at) VALUES (" + clock +
                ", UTC_TIMESTAMP(6) - INTERVAL 31 SECOND)");
    db->execute("UPDATE sessions SET ended_at = UTC_TIMESTAMP(6) - INTERVAL 30 SECOND WHERE session_hash = ?",
                {session.bytes()});
    BOOST_TEST(machine.look());
    db->execute("DELETE FROM server_clocks WHERE told_at < UTC_TIMESTAMP(6) - INTERVAL 10 SECOND");
    return remembers(machine, session);
  };
  BOOST_TEST(!end_behind("'elsewhere:3306'"));
  db->execute("DELETE FROM server_clocks");
  BOOST_TEST(end_behind("CONCAT(@@hostname, ':', @@port)"));  // its own, which is told anew by then
}

// Once in five seconds, and anew when the clock was set back. It looks once a second.
BOOST_AUTO_TEST_CASE(who_ends_a_session_tells_the_server_s_clock) {
  const auto told_ago = [&] {
    return db->query("SELECT TIMESTAMPDIFF(MICROSECOND, told_at, UTC_TIMESTAMP(6)) AS ago FROM server_clocks")
        .at(0)
        .integer("ago");
  };
  const auto end_after_a_second = [&] {
    std::this_thread::sleep_for(1s);
    end(sign_in());
  };
  db->execute("DELETE FROM server_clocks");
  end_after_a_second();
  BOOST_TEST(told_ago() < 1'000'000);
  for (const char* told : {"- INTERVAL 3 SECOND", "- INTERVAL 6 SECOND", "+ INTERVAL 1 HOUR"}) {
    db->execute("UPDATE server_clocks SET told_at = UTC_TIMESTAMP(6) " + std::string(told));
    const bool is_kept = told == std::string_view("- INTERVAL 3 SECOND");
    end(sign_in());
    BOOST_TEST((std::chrono::abs(std::chrono::microseconds{told_ago()}) > 2s), told);
    end_after_a_second();
    BOOST_TEST((std::chrono::abs(std::chrono::microseconds{told_ago()}) < 2s) == !is_kept, told);
  }
}

BOOST_FIXTURE_TEST_CASE(of_many_ends_one_machine_tells_the_others, Pair) {
  BOOST_TEST(one.table.progress().writes);
  BOOST_TEST(other.table.progress().follows);
  BOOST_TEST(!other.table.progress().writes);
  for (int round = 0; round < 10; ++round) {
    const auto session = sign_in();
    remember(one, session);
    remember(other, session);
    end(session);
    BOOST_TEST(one.look());
    BOOST_TEST(!remembers(one, session));
    BOOST_TEST(other.look());
    BOOST_TEST(!remembers(other, session));
    BOOST_TEST(!other.table.progress().writes);
  }
  BOOST_TEST(digests() == 11);
}

// The follower asks for nothing but the digest.
BOOST_FIXTURE_TEST_CASE(a_follower_reads_no_ends, Pair) {
  const auto reads = [&] {
    return std::stoll(other.db->query("SHOW SESSION STATUS LIKE 'Handler_read_next'").at(0).text("Value"));
  };
  const auto before = reads();
  for (int i = 0; i < 5; ++i) {
    BOOST_TEST(one.look());
    BOOST_TEST(other.look());
  }
  BOOST_TEST(reads() - before < 20);
}

// What a machine has found by itself before there were digests is told all the same when it becomes the writer: a
// follower may not have looked since.
BOOST_AUTO_TEST_CASE(what_the_writer_knew_before_is_told) {
  end_many();
  Machine writer;
  Machine follower;
  Machine next;
  BOOST_TEST(writer.look());
  BOOST_TEST(follower.look());
  const auto session = sign_in();
  remember(follower, session);
  end(session);
  // `next` finds the end by itself and takes over, before the writer has told it.
  auto progress = next.table.progress();
  progress.last = follower.table.progress().last;
  next.table.set_progress(progress);
  BOOST_TEST(next.table.end(session, false));
  BOOST_TEST(next.look());
  BOOST_TEST(next.table.progress().writes);
  BOOST_TEST(follower.look());
  BOOST_TEST(!remembers(follower, session));
  // The writer of before has lost its place, and goes on as a follower.
  BOOST_TEST(!writer.look());
  BOOST_TEST(!writer.table.progress().writes);
  BOOST_TEST(writer.look());
}

BOOST_FIXTURE_TEST_CASE(a_follower_whose_writer_is_gone_becomes_the_writer, Pair) {
  const auto session = end_remembered(*this);
  BOOST_TEST(holds_within(1s, [&] { return other.look() && !remembers(other, session); }));
  BOOST_TEST(other.table.progress().writes);
}

BOOST_FIXTURE_TEST_CASE(a_machine_that_missed_digests_looks_by_itself, Pair) {
  const auto session = end_remembered(*this);
  BOOST_TEST(one.look());
  db->execute_text("DELETE FROM session_end_digests");
  BOOST_TEST(one.look());
  static_cast<void>(other.look());
  BOOST_TEST(!remembers(other, session));
}

BOOST_FIXTURE_TEST_CASE(a_digest_that_cannot_be_read_is_none, Pair) {
  const auto session = end_remembered(*this);
  BOOST_TEST(one.look());
  db->execute_text("UPDATE session_end_digests SET session_hashes = 'abc' ORDER BY seq DESC LIMIT 1");
  BOOST_TEST(other.look());
  BOOST_TEST(!remembers(other, session));
}

// As after an upgrade that has not brought the rights yet.
BOOST_AUTO_TEST_CASE(without_the_right_to_tell_its_server_s_clock_a_session_ends_all_the_same) {
  db->execute_text("CREATE USER IF NOT EXISTS untold@localhost IDENTIFIED BY 'pw'");
  db->execute_text("GRANT SELECT, UPDATE ON sessions TO untold@localhost");
  auto config = SharedDatabase::server().config();
  config.user = "untold";
  config.password = "pw";
  db::Connection untold(config);
  const auto session = sign_in();
  end_session(untold, find_session(*db, session, limits).value().id);
  BOOST_TEST(!find_session(*db, session, limits));
}

BOOST_AUTO_TEST_CASE(a_machine_that_cannot_use_digests_looks_by_itself) {
  end_many();
  Machine machine;
  const auto session = sign_in();
  remember(machine, session);
  end(session);
  db->execute_text("RENAME TABLE session_end_digests TO away");
  BOOST_TEST(machine.look());
  BOOST_TEST(!remembers(machine, session));
  BOOST_TEST(machine.look());
  db->execute_text("RENAME TABLE away TO session_end_digests");
  BOOST_TEST(machine.look());
  BOOST_TEST(digests() == 0);
}

// The second digest after an asking that came too early began, by what its writer tells, at least so long after that
// asking as it began after the first one was written.
BOOST_FIXTURE_TEST_CASE(a_digest_tells_when_its_look_began, Pair) {
  const auto asked = LocalTime::clock::now();
  BOOST_TEST(other.looks.take(*other.db, asked));
  BOOST_TEST(one.look());
  const auto first_written = LocalTime::clock::now();
  BOOST_TEST(other.look());
  BOOST_TEST((other.table.last_look().begun < asked));
  for (int digest = 2; digest < 5; ++digest) {
    BOOST_TEST(one.look());
    BOOST_TEST(other.look());
    const auto began = one.table.last_look().begun;
    const auto told = other.table.last_look().begun;
    BOOST_TEST((told <= began));
    if (digest == 2) BOOST_TEST((told >= asked + (began - first_written)));
    BOOST_TEST((told >= asked));
  }
}

// As a program of the version before writes it: the look may have begun as soon as the digest before was written.
BOOST_FIXTURE_TEST_CASE(a_digest_that_does_not_tell_is_no_fresher_than_the_one_before, Pair) {
  BOOST_TEST(one.look());
  BOOST_TEST(other.look());
  const auto before = other.table.progress().written_after;
  BOOST_TEST(one.look());
  db->execute_text("UPDATE session_end_digests SET look_after = 0 ORDER BY seq DESC LIMIT 1");
  BOOST_TEST(other.look());
  BOOST_TEST((other.table.last_look().begun == before));
}

// Whatever a row says, its look began before it was read.
BOOST_FIXTURE_TEST_CASE(no_look_begins_in_the_future, Pair) {
  BOOST_TEST(one.look());
  db->execute_text("UPDATE session_end_digests SET look_after = 9000000000000000 ORDER BY seq DESC LIMIT 1");
  BOOST_TEST(other.look());
  BOOST_TEST((other.table.last_look().begun <= LocalTime::clock::now()));
}

// Its transaction is longer than a short look goes back.
BOOST_AUTO_TEST_CASE(an_end_that_commits_seconds_later_is_told) {
  end_many();
  Machine one;
  Machine other;
  BOOST_TEST(one.look());
  const auto session = sign_in();
  remember(one, session);
  remember(other, session);
  const Uuid id = find_session(*db, session, limits).value().id;
  db->in_transaction([&](db::Transaction&) {
    end_session(*db, id);
    one.look_for(2s);
  });
  BOOST_TEST(holds_within(3500ms, [&] { return one.look() && !remembers(one, session); }));
  BOOST_TEST(holds_within(1s, [&] { return other.look() && !remembers(other, session); }));
}

BOOST_AUTO_TEST_CASE(digests_end_with_the_many_ends) {
  end_many();
  Machine one;
  BOOST_TEST(one.look());
  db->execute_text("UPDATE sessions SET ended_at = ended_at - INTERVAL 1 MINUTE WHERE ended_at IS NOT NULL");
  one.look_for(3500ms);
  const auto count = digests();
  one.look_for(500ms);
  BOOST_TEST(digests() == count);
  BOOST_TEST(!one.table.progress().follows);
}

BOOST_AUTO_TEST_SUITE_END()
