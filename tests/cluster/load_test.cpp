// Three nodes that are all written to: how often they meet, and what upkeep on one of them does to the others.
#include <boost/test/unit_test.hpp>
#include <future>

#include "cli/database/claim.hpp"
#include "cli/schema/migrations.hpp"
#include "cli/upkeep/prune.hpp"
#include "cluster/support/api_storm.hpp"
#include "crypto/secret_token.hpp"
#include "members/session_limits.hpp"
#include "members/sign_in/redeem.hpp"
#include "support/people.hpp"

using namespace latchkey;
using namespace std::chrono_literals;
using test::ApiMachine;
using test::Tally;

namespace {

constexpr std::size_t clients = 6;

// What the cluster has counted of transactions that met.
struct Meetings {
  Meetings()
      : certification(test::shared_cluster().sum("wsrep_local_cert_failures")),
        aborts(test::shared_cluster().sum("wsrep_local_bf_aborts")),
        deadlocks(test::shared_cluster().sum("Innodb_deadlocks")),
        replicated(test::shared_cluster().sum("wsrep_replicated")) {}

  [[nodiscard]] std::string since(const Meetings& before) const {
    return std::to_string(replicated - before.replicated) + " write sets, " +
           std::to_string(certification - before.certification) + " certification failures, " +
           std::to_string(aborts - before.aborts) + " aborted by another node's, " +
           std::to_string(deadlocks - before.deadlocks) + " deadlocks";
  }
  [[nodiscard]] double share(const Meetings& before) const {
    const auto met = certification - before.certification + aborts - before.aborts + deadlocks - before.deadlocks;
    return static_cast<double>(met) / static_cast<double>(std::max<std::int64_t>(1, replicated - before.replicated));
  }

  std::int64_t certification;
  std::int64_t aborts;
  std::int64_t deadlocks;
  std::int64_t replicated;
};

// A customer is created, and signs in by the link on the same node.
class Arrivals {
 public:
  Arrivals() : caller_(test::make_caller(*test::shared_cluster().connect(0))) {}

  std::string operator()(ApiMachine& machine, std::size_t client, int round) const {
    const std::string email = std::to_string(client) + "." + std::to_string(round) + "." + run_ + "@example.com";
    auto request = test::creation_of(caller_, email);
    auto body = nlohmann::json::parse(request.body);
    body["login"] = nlohmann::json::object();
    request.body = body.dump();
    const auto response = machine.send(request);
    if (response.status() != 201) return test::name_of(response);
    const auto login = nlohmann::json::parse(response.body())["login"];
    if (!login.is_object()) return "201 without a login";
    const auto token = crypto::SecretToken::parse(login["token"].get<std::string>(), links::login_token_prefix);
    try {
      const auto outcome = members::redeem_login_token(
          machine.db(),
          {token.value(), {}, members::Consent::confirmed, std::nullopt, std::nullopt, {"192.0.2.1", "r"}},
          test::session_limits);
      return std::holds_alternative<members::SignedIn>(outcome) ? "signed in" : "refused";
    } catch (const Unavailable&) {
      return "503 at sign-in";
    }
  }

 private:
  test::ApiCaller caller_;
  std::string run_ = Uuid::make().text();
};

void check_all_signed_in(const char* name, const Tally& tally, const Meetings& before) {
  const Meetings after;
  BOOST_TEST_MESSAGE(name << ": " << test::text_of(tally) << "; " << after.since(before) << " ("
                          << after.share(before) * 100 << " %)");
  BOOST_TEST(tally.size() == 1U, name);
  BOOST_TEST(tally.contains("signed in"), name);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(load)

BOOST_AUTO_TEST_CASE(nodes_that_all_write_seldom_meet) {
  const Meetings before;
  const Arrivals arrivals;
  const auto tally = test::storm(clients, 500, arrivals);
  check_all_signed_in("creations and sign-ins by link", tally, before);
  BOOST_TEST(Meetings().share(before) < 0.001);
}

BOOST_AUTO_TEST_CASE(prune_on_one_node_fails_no_call) {
  const auto db = test::shared_cluster().connect(0);
  const Uuid customer = test::make_customer(*db, test::new_email());
  for (int batch = 0; batch < 40; ++batch) {
    db->in_transaction([&](db::Transaction&) {
      for (int i = 0; i < 100; ++i) {
        db->execute(
            R"sql(
            INSERT INTO sessions (id, session_hash, customer_id, email, address, created_at, last_seen_at, expires_at)
            VALUES (?, ?, ?, 'x', '192.0.2.1', '2026-01-01', '2026-01-01', '2026-01-02'))sql",
            {Uuid::make(), crypto::SecretToken::make().hash().bytes(), customer});
        db->execute(
            R"sql(
            INSERT INTO sign_in_attempts (id, attempted_at, method, outcome, address, request_id)
            VALUES (?, '2026-01-01', 'token', 'unknown', '192.0.2.1', 'r'))sql",
            {Uuid::make()});
      }
    });
  }
  const Meetings before;
  std::atomic<bool> is_over = false;
  // Two nodes prune at the same time, over and over, as two timers would without a lease.
  const auto prune = [&](std::size_t node) {
    return std::async(std::launch::async, [&, node] {
      db::Connection own(test::shared_cluster().config(node));
      std::uint64_t removed = 0;
      while (!is_over) {
        cli::prune(own, {24h, 24h, 24h, 24h}, [&](std::string_view, std::uint64_t count) { removed += count; });
      }
      return removed;
    });
  };
  auto one = prune(0);
  auto other = prune(1);
  const Arrivals arrivals;
  const auto tally = test::storm(clients, 200, arrivals);
  is_over = true;
  const auto removed = one.get() + other.get();
  BOOST_TEST_MESSAGE("two prunes have removed " << removed << " rows meanwhile");
  check_all_signed_in("prune on two nodes while all write", tally, before);
  BOOST_TEST(removed >= 8000U);
}

BOOST_AUTO_TEST_CASE(a_migration_fails_no_call) {
  const Meetings before;
  std::atomic<bool> is_over = false;
  auto changes = std::async(std::launch::async, [&] {
    db::Connection own(test::shared_cluster().config(1));
    int count = 0;
    while (!is_over) {
      for (const char* statement :
           {"ALTER TABLE customers ADD COLUMN tried INT NULL, ALGORITHM = INSTANT",
            "CREATE INDEX customers_by_tried ON customers (tried) ALGORITHM = INPLACE LOCK = NONE",
            "ALTER TABLE customers DROP INDEX customers_by_tried, ALGORITHM = INPLACE, LOCK = NONE",
            "ALTER TABLE customers DROP COLUMN tried"}) {
        own.execute_text(statement);
        ++count;
      }
      cli::migrate(own, [](const std::string&) {});
      std::this_thread::sleep_for(300ms);
    }
    return count;
  });
  const Arrivals arrivals;
  const auto tally = test::storm(clients, 200, arrivals);
  is_over = true;
  BOOST_TEST_MESSAGE(changes.get() << " changes of the table meanwhile");
  check_all_signed_in("changes of a table while all write", tally, before);
}

BOOST_AUTO_TEST_SUITE_END()
