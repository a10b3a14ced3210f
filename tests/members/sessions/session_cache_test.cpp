#include "members/sessions/session_cache.hpp"

#include <boost/test/unit_test.hpp>

#include "customers/customer_access.hpp"
#include "support/command.hpp"
#include "support/people.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using namespace latchkey::crypto;
using namespace latchkey::members;
using namespace std::chrono_literals;
using test::holds_within;
using test::SharedDatabase;

namespace {

const SessionLimits limits{30min, 12h};

// Two processes' caches of one machine, and a session.
struct Machine {
  Machine() : db(SharedDatabase::connect()), cache(config()), other(config()), session(sign_in()) {}

  [[nodiscard]] Config config() const {
    Config config = test::test_config();
    config.session_cache_folder = folder.path();
    return config;
  }

  TokenHash sign_in() {
    customer = test::make_customer(*db, email);
    return open_session(*db, {.customer_id = *customer, .address = "192.0.2.1"}, limits).value().hash();
  }

  // Asks once, so that somebody has looked and the session is remembered.
  void remember() {
    BOOST_TEST(cache.find_member(*db, session).has_value());
    BOOST_TEST(cache.find_member(*db, session).has_value());
  }

  // The statements that one check costs.
  std::int64_t statements_of(SessionCache& of, const TokenHash& hash) {
    const auto count = [&] { return db->query("SHOW SESSION STATUS LIKE 'Com_stmt_execute'").at(0).text("Value"); };
    const auto before = std::stoll(count());
    static_cast<void>(of.find_member(*db, hash));
    return std::stoll(count()) - before - 1;  // without that of the second count
  }

  [[nodiscard]] SessionTable table() const {
    return SessionTable(std::filesystem::directory_iterator(folder.path())->path());
  }

  // Moves this connection's clock to `seconds` from now.
  void travel(int seconds) const {
    db->execute_text("SET timestamp = UNIX_TIMESTAMP(NOW(6)) + " + std::to_string(seconds));
  }

  // Removes the session's row by hand and asks `seconds` later.
  bool counts_without_its_row(int seconds) {
    db->execute("DELETE FROM sessions WHERE customer_id = ?", {*customer});
    travel(seconds);
    std::this_thread::sleep_for(250ms);
    const bool counts = cache.find_member(*db, session).has_value();
    db->execute_text("SET timestamp = DEFAULT");
    table().set_last_look({});  // as if nobody had been in the future
    return counts;
  }

  test::TemporaryFolder folder;
  std::string email = test::new_email();
  std::unique_ptr<db::Connection> db;
  SessionCache cache;
  SessionCache other;
  std::optional<Uuid> customer;
  TokenHash session;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(session_cache, Machine)

BOOST_AUTO_TEST_CASE(a_remembered_session_asks_nothing_of_the_database) {
  remember();
  // A look is due every tenth of a second, so one of a few checks that follow each other asks nothing.
  BOOST_TEST(holds_within(5s, [&] {
    static_cast<void>(cache.find_member(*db, session));
    return statements_of(other, session) == 0;
  }));
  const auto member = other.find_member(*db, session);
  BOOST_REQUIRE(member);
  BOOST_TEST((member->customer_id == *customer));
  BOOST_TEST(member->email == email);
  BOOST_TEST(member->shows_status_popup);
}

BOOST_AUTO_TEST_CASE(an_unknown_session_is_nobody_and_asked_for_each_time) {
  const auto unknown = SecretToken::make().hash();
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST(!cache.find_member(*db, unknown));
    BOOST_TEST(statements_of(cache, unknown) >= 1);
  }
}

BOOST_AUTO_TEST_CASE(whatever_ends_a_session_is_effective_within_a_quarter_of_a_second) {
  const auto elsewhere = SharedDatabase::connect();
  const auto block = [&] {
    customers::block_customer(*elsewhere, {"test", {}}, customers::find_customer(*elsewhere, *customer).value(), "");
  };
  const auto new_password = [&] {
    customers::set_password(*elsewhere, {"test", {}}, customers::find_customer(*elsewhere, *customer).value(), "hash");
  };
  const auto sign_out = [&] { end_session(*elsewhere, find_session(*elsewhere, session, limits).value().id); };
  for (const auto& end :
       {std::function<void()>(sign_out), std::function<void()>(new_password), std::function<void()>(block)}) {
    email = test::new_email();
    session = sign_in();
    remember();
    end();
    std::this_thread::sleep_for(250ms);
    BOOST_TEST(!other.find_member(*db, session));
    BOOST_TEST(!cache.find_member(*db, session));
  }
}

// Checks without a pause while the session ends: the answers change once, within the quarter of a second.
BOOST_AUTO_TEST_CASE(a_busy_cache_forgets_in_time) {
  for (int round = 0; round < 5; ++round) {
    email = test::new_email();
    session = sign_in();
    remember();
    const auto elsewhere = SharedDatabase::connect();
    end_session(*elsewhere, find_session(*elsewhere, session, limits).value().id);
    const auto ended = LocalTime::clock::now();
    auto last_yes = ended;
    for (auto now = ended; now < ended + 500ms; now = LocalTime::clock::now()) {
      if (cache.find_member(*db, session) || other.find_member(*db, session)) last_yes = now;
    }
    BOOST_TEST((last_yes - ended < 250ms));
  }
}

// The control: without somebody who looks, the entry alone would still let the session in.
BOOST_AUTO_TEST_CASE(an_entry_by_itself_outlives_the_session) {
  remember();
  const auto elsewhere = SharedDatabase::connect();
  end_session(*elsewhere, find_session(*elsewhere, session, limits).value().id);
  BOOST_TEST(table().find(session).has_value());
}

// An end is dated when its statement runs and seen when its transaction commits.
BOOST_AUTO_TEST_CASE(an_end_that_commits_seconds_later_is_seen) {
  const auto elsewhere = SharedDatabase::connect();
  const Uuid id = find_session(*db, session, limits).value().id;
  elsewhere->in_transaction([&](db::Transaction&) {
    end_session(*elsewhere, id);
    for (int i = 0; i < 10; ++i) {
      BOOST_TEST(cache.find_member(*db, session).has_value());
      std::this_thread::sleep_for(150ms);
    }
  });
  std::this_thread::sleep_for(250ms);
  BOOST_TEST(!cache.find_member(*db, session));
}

// Its own clock has stood still meanwhile, the database's has not.
BOOST_AUTO_TEST_CASE(a_machine_that_was_stopped_misses_no_end) {
  remember();
  const auto elsewhere = SharedDatabase::connect();
  end_session(*elsewhere, find_session(*elsewhere, session, limits).value().id);
  travel(30);
  std::this_thread::sleep_for(100ms);
  BOOST_TEST(table().find(session).has_value());
  BOOST_TEST(!cache.find_member(*db, session));
  BOOST_TEST(!table().find(session).has_value());
}

BOOST_AUTO_TEST_CASE(an_entry_counts_for_a_minute_at_most) {
  for (const auto& [seconds, is_remembered] : {std::pair{58, true}, std::pair{61, false}}) {
    BOOST_TEST_CONTEXT(seconds) {
      email = test::new_email();
      session = sign_in();
      remember();
      BOOST_TEST(counts_without_its_row(seconds) == is_remembered);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_entry_ends_with_the_session_and_when_last_seen_is_due) {
  struct Row {
    const char* what;
    const char* change;
  };
  for (const auto& [what, change] : {Row{"its end", "expires_at = UTC_TIMESTAMP(6) + INTERVAL 20 SECOND"},
                                     Row{"last seen", "last_seen_at = UTC_TIMESTAMP(6) - INTERVAL 40 SECOND"}}) {
    for (const auto& [seconds, is_remembered] : {std::pair{18, true}, std::pair{20, false}}) {
      BOOST_TEST_CONTEXT(what << " " << seconds) {
        email = test::new_email();
        session = sign_in();
        db->execute_text("UPDATE sessions SET " + std::string(change) + " WHERE email = '" + email + "'");
        remember();
        BOOST_TEST(counts_without_its_row(seconds) == is_remembered);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(last_seen_is_written_when_it_is_due) {
  db->execute("UPDATE sessions SET last_seen_at = UTC_TIMESTAMP(6) - INTERVAL 61 SECOND WHERE customer_id = ?",
              {*customer});
  BOOST_TEST(cache.find_member(*db, session).has_value());
  BOOST_TEST(!find_session(*db, session, limits).value().is_touch_due);
}

BOOST_AUTO_TEST_CASE(without_its_folder_every_check_asks_the_database) {
  Config config = test::test_config();
  for (const std::string& name : {std::string(), folder.path().string() + "/none"}) {
    config.session_cache_folder = name;
    SessionCache off(config);
    for (int i = 0; i < 3; ++i) BOOST_TEST(statements_of(off, session) == 1, name);
  }
}

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_used_is_no_reason_to_fail) {
  Config config = test::test_config();
  config.session_cache_folder = "/proc";
  SessionCache off(config);
  BOOST_TEST(off.find_member(*db, session).has_value());
}

BOOST_AUTO_TEST_CASE(two_databases_have_two_files) {
  Config another = config();
  another.database.name = "another";
  const SessionCache third(another);
  const auto files = std::filesystem::directory_iterator(folder.path());
  BOOST_TEST(std::distance(begin(files), end(files)) == 2);
}

BOOST_AUTO_TEST_CASE(without_the_database_nobody_is_let_in) {
  remember();
  DatabaseConfig nowhere = SharedDatabase::server().config();
  nowhere.socket = folder.path() / "no.sock";
  db::Connection away(nowhere);
  std::this_thread::sleep_for(250ms);
  BOOST_CHECK_THROW(static_cast<void>(cache.find_member(away, session)), Unavailable);
}

BOOST_AUTO_TEST_SUITE_END()
