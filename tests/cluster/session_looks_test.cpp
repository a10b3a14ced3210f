// What the machines of a large site cost the database by looking for sessions that have ended.
#include <unistd.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <future>
#include <mutex>

#include "members/sessions/session_cache.hpp"
#include "support/people.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using namespace latchkey::members;
using namespace std::chrono_literals;

namespace {

constexpr int machines = 20;
constexpr int enders = 4;
constexpr auto warm_up = 11s;  // a look goes back ten seconds
constexpr auto measured = 10s;

using Seconds = std::chrono::duration<double>;

// The processor time that the server's threads of these numbers, one for each connection, have used so far.
Seconds used_by(const std::string& socket, const std::vector<std::string>& threads) {
  std::ifstream pid_file(std::filesystem::path(socket).parent_path() / "data/server.pid");
  std::string pid;
  pid_file >> pid;
  std::chrono::nanoseconds used{0};
  for (const auto& thread : threads) {
    std::ifstream statistics("/proc/" + pid + "/task/" + thread + "/schedstat");
    std::int64_t nanoseconds = 0;
    BOOST_REQUIRE(statistics >> nanoseconds);
    used += std::chrono::nanoseconds{nanoseconds};
  }
  return used;
}

std::string thread_of(db::Connection& db) {
  return db.query("SELECT tid FROM information_schema.processlist WHERE id = CONNECTION_ID()").at(0).text("tid");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(session_looks)

BOOST_AUTO_TEST_CASE(twenty_machines_and_a_thousand_ends_a_second) {
  auto& server = test::SharedDatabase::server();
  const auto db = test::SharedDatabase::connect();
  const Uuid customer = test::make_customer(*db, test::new_email());
  const auto insert = [&](int count) {
    std::vector<Uuid> ids;
    db->in_transaction([&](db::Transaction&) {
      ids.clear();
      for (int i = 0; i < count; ++i) {
        ids.push_back(Uuid::make());
        db->execute(
            R"sql(
            INSERT INTO sessions (id, session_hash, customer_id, email, address, created_at, last_seen_at, expires_at)
            VALUES (?, ?, ?, 'x', '192.0.2.1', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL 1 HOUR))sql",
            {ids.back(), crypto::SecretToken::make().hash().bytes(), customer});
      }
    });
    return ids;
  };
  std::atomic<bool> is_over = false;
  std::atomic<int> ended = 0;
  std::mutex lock;
  std::vector<std::string> enders_threads;
  std::vector<std::string> lookers_threads;
  const auto tell_thread = [&](db::Connection& own, std::vector<std::string>& threads) {
    const std::lock_guard guard(lock);
    threads.push_back(thread_of(own));
  };
  std::vector<std::future<void>> running;
  for (int i = 0; i < enders; ++i) {
    running.push_back(std::async(std::launch::async, [&, ids = insert(22 * 1000 / enders)] {
      db::Connection own(server.config());
      tell_thread(own, enders_threads);
      auto next = std::chrono::steady_clock::now();
      for (const auto& id : ids) {
        if (is_over) return;
        end_session(own, id);
        ++ended;
        next += std::chrono::microseconds{1'000'000 * enders / 1000};
        std::this_thread::sleep_until(next);
      }
    }));
  }
  for (int i = 0; i < machines; ++i) {
    running.push_back(std::async(std::launch::async, [&] {
      const test::TemporaryFolder folder;
      Config config = test::test_config();
      config.database = server.config();
      config.session_cache_folder = folder.path();
      db::Connection own(server.config());
      tell_thread(own, lookers_threads);
      const auto session = open_session(own, {.customer_id = customer, .address = "192.0.2.1"}, config.session);
      SessionCache cache(config);
      while (!is_over) {
        static_cast<void>(cache.find_member(own, session.value().hash()));
        std::this_thread::sleep_for(20ms);
      }
    }));
  }
  std::this_thread::sleep_for(warm_up);
  const auto statements = [&] {
    return std::stoll(db->query("SHOW GLOBAL STATUS LIKE 'Com_stmt_execute'").at(0).text("Value"));
  };
  const auto looked_before = used_by(server.config().socket, lookers_threads);
  const auto ends_before = used_by(server.config().socket, enders_threads);
  const auto statements_before = statements();
  const int ended_before = ended;
  std::this_thread::sleep_for(measured);
  const auto by_looks = used_by(server.config().socket, lookers_threads) - looked_before;
  const auto by_ends = used_by(server.config().socket, enders_threads) - ends_before;
  const int ends = ended - ended_before;
  const auto executed = statements() - statements_before;
  is_over = true;
  for (auto& one : running) one.get();
  const auto share = [](Seconds used) { return used.count() / Seconds(measured).count() * 100; };
  BOOST_TEST_MESSAGE(machines << " machines, " << ends / measured.count() << " ends a second: the looks take "
                              << share(by_looks) << " % of a core, the ends " << share(by_ends) << " %; "
                              << executed / measured.count() << " statements a second");
  BOOST_TEST(lookers_threads.size() == std::size_t{machines});
  BOOST_TEST(ends > 0);
}

BOOST_AUTO_TEST_SUITE_END()
