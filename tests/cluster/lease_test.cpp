// Commands of which one may run at a time, started on two nodes at once, each in a process of its own; some are killed.
#include "db/coordination/lease.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>

#include "cli/context.hpp"
#include "cli/schema/migrations.hpp"
#include "cli/upkeep/key_rotation.hpp"
#include "cluster/support/race.hpp"
#include "crypto/secret_box.hpp"
#include "db/coordination/named_lock.hpp"
#include "trading/settings/platform_settings.hpp"

using namespace latchkey;
using namespace std::chrono_literals;

namespace {

const audit::Actor actor{"test", {}};
constexpr int rounds = 20;

enum Exit { done = 0, refused = 1, unavailable = 2, broken = 3 };

// Runs `work` in a process of its own, with its own connection.
template <class Work>
pid_t start(Work work) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  try {
    ::_exit(work() ? done : refused);
  } catch (const cli::Refusal&) {
    ::_exit(refused);
  } catch (const Unavailable& error) {
    static_cast<void>(std::fprintf(stderr, "unavailable: %s\n", error.what()));
    ::_exit(unavailable);
  } catch (const std::exception& error) {
    static_cast<void>(std::fprintf(stderr, "broken: %s\n", error.what()));
    ::_exit(broken);
  }
}

struct Counts {
  int done = 0;
  int refused = 0;
  int unavailable = 0;
  int broken = 0;
  int killed = 0;

  void add(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!WIFEXITED(status)) {
      ++killed;
      return;
    }
    switch (WEXITSTATUS(status)) {
      case Exit::done:
        ++done;
        break;
      case Exit::refused:
        ++refused;
        break;
      case Exit::unavailable:
        ++unavailable;
        break;
      default:
        ++broken;
    }
  }

  [[nodiscard]] std::string text() const {
    return std::to_string(done) + " done, " + std::to_string(refused) + " told that another is at it, " +
           std::to_string(unavailable) + " unavailable, " + std::to_string(broken) + " broken, " +
           std::to_string(killed) + " killed";
  }
};

// The fixture's cluster stands before any process is forked off.
struct Cluster {
  Cluster() : cluster(test::shared_cluster()) {}

  [[nodiscard]] bool migrate(std::size_t node, const std::string& schema) const {
    db::Connection db(cluster.config(node, schema));
    cli::migrate(db, [](const std::string&) {});
    return true;
  }

  // Every other round one of the two is killed in the middle.
  void kill_in_the_middle(int round, pid_t child) const {
    if (round % 2 == 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds{100 + round * 40});
    ::kill(child, SIGKILL);
  }

  test::GaleraCluster& cluster;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(leases, Cluster)

BOOST_AUTO_TEST_CASE(one_holds_it_on_all_nodes_and_the_next_takes_over_what_was_left) {
  const auto first = cluster.connect(0);
  const auto second = cluster.connect(1);
  {
    const auto held = db::Lease::take(*first, "test", "the first");
    BOOST_REQUIRE(held != nullptr);
    BOOST_TEST(!db::Lease::take(*second, "test", "the second"));
    BOOST_TEST(db::Lease::find_holder(*second, "test").value().who == "the first");
    BOOST_CHECK_NO_THROW(held->confirm());
    second->execute("UPDATE leases SET held_until = UTC_TIMESTAMP(6) WHERE name = 'test'");
    const auto taken = db::Lease::take(*second, "test", "the second");
    BOOST_REQUIRE(taken != nullptr);
    BOOST_CHECK_THROW(held->confirm(), Unavailable);
    BOOST_CHECK_NO_THROW(taken->confirm());
  }
  BOOST_TEST(!db::Lease::find_holder(*first, "test").has_value());
  int both = 0;
  int none = 0;
  test::Race race;
  for (int i = 0; i < 200; ++i) {
    std::unique_ptr<db::Lease> one;
    std::unique_ptr<db::Lease> other;
    race.run([&](db::Connection& db) { one = db::Lease::take(db, "race", "one"); },
             [&](db::Connection& db) { other = db::Lease::take(db, "race", "other"); });
    if (one && other) ++both;
    if (!one && !other) ++none;
  }
  BOOST_TEST_MESSAGE("a lease taken on two nodes: 200 races, " << both << " taken by both, " << none << " by none, "
                                                               << race.failures() << " deeds unavailable");
  BOOST_TEST(both == 0);
}

BOOST_AUTO_TEST_CASE(a_named_lock_is_taken_on_each_node) {
  const auto first = cluster.connect(0);
  const auto second = cluster.connect(1);
  const auto one = db::NamedLock::take(*first, "test");
  const auto other = db::NamedLock::take(*second, "test");
  BOOST_TEST((one != nullptr && other != nullptr));
}

BOOST_AUTO_TEST_CASE(two_migrations_at_once_converge) {
  Counts counts;
  const auto version = cli::list_migrations().back().version;
  for (int round = 0; round < rounds; ++round) {
    const std::string schema = "migrated" + std::to_string(round);
    static_cast<void>(cluster.ask(0, "CREATE DATABASE " + schema + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"));
    for (const std::size_t node : {1U, 2U}) {
      static_cast<void>(cluster.ask(node, "SET SESSION wsrep_sync_wait = 1; SELECT 1"));  // it is there by then
    }
    const pid_t one = start([&] { return migrate(0, schema); });
    const pid_t other = start([&] { return migrate(1, schema); });
    kill_in_the_middle(round, round % 4 == 1 ? one : other);
    counts.add(one);
    counts.add(other);
    // Who was told to wait, or found a lease that nobody renews, comes again.
    Counts again;
    const bool is_done = test::holds_within(60s, [&] {
      again = {};
      again.add(start([&] { return migrate(static_cast<std::size_t>(round % 2), schema); }));
      return again.done == 1;
    });
    BOOST_TEST(is_done, "round " << round);
    db::Connection third(cluster.config(2, schema));
    BOOST_TEST(cli::find_schema_version(third) == version);
    BOOST_TEST(third.query("SELECT COUNT(*) AS count FROM schema_migrations").at(0).integer("count") == version);
    static_cast<void>(cluster.ask(0, "DROP DATABASE " + schema));
  }
  BOOST_TEST_MESSAGE("two migrations at once, 20 rounds, 10 killed: " << counts.text());
  BOOST_TEST(counts.broken == 0);
}

// One key file, as on a shared folder: what was lost before.
BOOST_AUTO_TEST_CASE(two_rotations_at_once_lose_no_secret) {
  const test::TemporaryFolder folder;
  const std::string key_file = folder.path() / "secrets.key";
  crypto::add_secret_key(key_file);
  const auto db = cluster.connect(0);
  db->execute("DELETE FROM audit_log WHERE action = 'secrets.rotate'");
  const crypto::SecretBox box(key_file);
  std::vector<std::string> names;
  for (int i = 0; i < 250; ++i) {
    trading::Platform platform;
    platform.id = Uuid::make();
    platform.name = platform.id.text().substr(20);
    platform.host = "127.0.0.1";
    platform.manager_login = "1";
    platform.secret = box.seal("secret of " + platform.name);
    BOOST_REQUIRE((trading::add_platform(*db, actor, platform) == db::InsertOutcome::inserted));
    names.push_back(platform.name);
  }
  const auto rotate = [&](std::size_t node) {
    db::Connection own(cluster.config(node));
    return cli::rotate_secret_keys(own, actor, key_file).has_value();
  };
  Counts counts;
  int lost = 0;
  for (int round = 0; round < rounds; ++round) {
    const pid_t one = start([&] { return rotate(0); });
    const pid_t other = start([&] { return rotate(1); });
    if (round % 2 == 1) {
      std::this_thread::sleep_for(std::chrono::milliseconds{20 + round * 10});
      ::kill(round % 4 == 1 ? one : other, SIGKILL);
    }
    counts.add(one);
    counts.add(other);
    const crypto::SecretBox now(key_file);
    for (const auto& name : names) {
      try {
        if (now.open(trading::find_platform(*db, name)->secret) != "secret of " + name) ++lost;
      } catch (const std::runtime_error&) {
        ++lost;
      }
    }
  }
  const bool is_done = test::holds_within(60s, [&] {
    Counts last;
    last.add(start([&] { return rotate(1); }));
    return last.done == 1;
  });
  BOOST_TEST(is_done);
  const auto text = test::read_file(key_file);
  BOOST_TEST_MESSAGE("two rotations at once, 20 rounds, 10 killed, 250 secrets: " << counts.text() << ", " << lost
                                                                                  << " secrets lost");
  BOOST_TEST(lost == 0);
  BOOST_TEST(counts.broken == 0);
  BOOST_TEST(std::ranges::count(text, '\n') == 1);
}

BOOST_AUTO_TEST_CASE(a_key_file_that_was_left_behind_is_refused) {
  const test::TemporaryFolder folder;
  const std::string here = folder.path() / "here.key";
  const std::string there = folder.path() / "there.key";
  crypto::add_secret_key(here);
  const auto db = cluster.connect(0);
  const crypto::SecretBox box(here);
  db->execute("DELETE FROM audit_log WHERE action = 'secrets.rotate'");
  db->execute("UPDATE trading_platforms SET secret = NULL, secret_key_id = NULL");
  trading::Platform platform;
  platform.id = Uuid::make();
  platform.name = platform.id.text().substr(20);
  platform.host = "127.0.0.1";
  platform.manager_login = "1";
  platform.secret = box.seal("x");
  BOOST_REQUIRE((trading::add_platform(*db, actor, platform) == db::InsertOutcome::inserted));
  test::write_file(there, test::read_file(here));
  std::filesystem::permissions(there, std::filesystem::perms{0600});
  BOOST_TEST(cli::rotate_secret_keys(*db, actor, here).value().resealed == 1U);
  const std::string before = test::read_file(there);
  BOOST_CHECK_THROW(static_cast<void>(cli::rotate_secret_keys(*db, actor, there)), cli::Refusal);
  BOOST_CHECK_THROW(static_cast<void>(cli::prepare_secret_keys(*db, actor, there)), cli::Refusal);
  BOOST_TEST(test::read_file(there) == before);
  BOOST_CHECK_THROW(static_cast<void>(cli::rotate_secret_keys(*db, actor, folder.path() / "new.key")), cli::Refusal);
  BOOST_TEST(!std::filesystem::exists(folder.path() / "new.key"));
  const std::string newest = crypto::SecretBox(here).current_key();
  BOOST_TEST(cli::rotate_secret_keys(*db, actor, there, newest).value().lost.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
