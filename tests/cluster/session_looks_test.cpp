// What the machines of a large site cost the database by looking for sessions that have ended.
#include <unistd.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <future>

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

// The processor time of the server so far.
std::chrono::duration<double> used_by(const std::string& socket) {
  std::ifstream pid_file(std::filesystem::path(socket).parent_path() / "data/server.pid");
  std::string pid;
  pid_file >> pid;
  std::ifstream stat("/proc/" + pid + "/stat");
  std::string word;
  std::int64_t ticks = 0;
  for (int field = 1; stat >> word; ++field) {
    if (field == 14 || field == 15) ticks += std::stoll(word);
  }
  return std::chrono::duration<double>{static_cast<double>(ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK))};
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
  for (const int looking : {0, machines}) {
    std::atomic<bool> is_over = false;
    std::atomic<int> ended = 0;
    std::atomic<int> asked = 0;
    std::vector<std::future<void>> running;
    for (int i = 0; i < enders; ++i) {
      running.push_back(std::async(std::launch::async, [&, ids = insert(22 * 1000 / enders)] {
        db::Connection own(server.config());
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
    for (int i = 0; i < looking; ++i) {
      running.push_back(std::async(std::launch::async, [&] {
        const test::TemporaryFolder folder;
        Config config = test::test_config();
        config.database = server.config();
        config.session_cache_folder = folder.path();
        db::Connection own(server.config());
        const auto session = open_session(own, {.customer_id = customer, .address = "192.0.2.1"}, config.session);
        SessionCache cache(config);
        while (!is_over) {
          static_cast<void>(cache.find_member(own, session.value().hash()));
          ++asked;
          std::this_thread::sleep_for(20ms);
        }
      }));
    }
    std::this_thread::sleep_for(warm_up);
    const auto statements = [&] {
      return std::stoll(db->query("SHOW GLOBAL STATUS LIKE 'Com_stmt_execute'").at(0).text("Value"));
    };
    const auto before = used_by(server.config().socket);
    const auto statements_before = statements();
    const int ended_before = ended;
    std::this_thread::sleep_for(measured);
    const auto used = used_by(server.config().socket) - before;
    const int ends = ended - ended_before;
    const auto executed = statements() - statements_before;
    is_over = true;
    for (auto& one : running) one.get();
    BOOST_TEST_MESSAGE(looking << " machines, " << ends / measured.count()
                               << " ends a second: " << used.count() / measured.count() * 100 << " % of a core, "
                               << executed / measured.count() << " statements a second");
    BOOST_TEST(ends > 0);
  }
}

BOOST_AUTO_TEST_SUITE_END()
