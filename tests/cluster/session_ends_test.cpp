// Single use over three nodes, and how soon a sign-out and a block are seen on all of them.
#include <atomic>
#include <barrier>
#include <boost/test/unit_test.hpp>
#include <deque>
#include <future>
#include <thread>

#include "cluster/support/race.hpp"
#include "customers/customer_access.hpp"
#include "members/session_limits.hpp"
#include "members/sessions/session_cache.hpp"
#include "members/sign_in/redeem.hpp"
#include "members/sign_in/sign_in.hpp"
#include "support/people.hpp"

using namespace latchkey;
using namespace latchkey::members;
using namespace std::chrono_literals;
using test::GaleraCluster;

namespace {

const audit::Actor staff{"test", {}};

links::LoginToken mint(db::Connection& db, const Uuid& customer) {
  const links::LoginTokenRequest request;
  return links::mint_login_token(db, test::test_config(), {.customer_id = customer, .request = request});
}

RedeemRequest request_for(const links::LoginToken& token) {
  return {token.token, {}, Consent::confirmed, std::nullopt, std::nullopt, {"192.0.2.1", "r"}};
}

// A web machine whose latchkey-session works on one node.
class Machine {
 public:
  explicit Machine(std::size_t node) : db_(test::shared_cluster().connect(node)) {
    Config config = test::test_config();
    config.database = db_->config();
    config.session = test::session_limits;
    config.session_cache_folder = folder_.path();
    cache_ = std::make_unique<SessionCache>(config);
  }
  bool lets_in(const crypto::TokenHash& session) { return cache_->find_member(*db_, session).has_value(); }
  db::Connection& db() { return *db_; }

 private:
  test::TemporaryFolder folder_;
  std::unique_ptr<db::Connection> db_;
  std::unique_ptr<SessionCache> cache_;
};

// Sessions of others that end, so many a second, while this lives.
class OtherEnds {
 public:
  explicit OtherEnds(int a_second) {
    if (a_second > 0) running_ = std::async(std::launch::async, [this, a_second] { end_all(a_second); });
  }
  ~OtherEnds() { is_over_ = true; }
  OtherEnds(const OtherEnds&) = delete;
  OtherEnds& operator=(const OtherEnds&) = delete;
  OtherEnds(OtherEnds&&) = delete;
  OtherEnds& operator=(OtherEnds&&) = delete;

 private:
  void end_all(int a_second) const {
    const auto db = test::shared_cluster().connect(1);
    const Uuid customer = test::make_customer(*db, test::new_email());
    while (!is_over_) {
      db->in_transaction([&](db::Transaction&) {
        for (int i = 0; i < a_second / 10; ++i) {
          db->execute(
              R"sql(
              INSERT INTO sessions (id, session_hash, customer_id, email, address, created_at, last_seen_at, expires_at,
                  ended_at)
              VALUES (?, ?, ?, 'x', '192.0.2.1', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6),
                  UTC_TIMESTAMP(6) + INTERVAL 1 HOUR, UTC_TIMESTAMP(6)))sql",
              {Uuid::make(), crypto::SecretToken::make().hash().bytes(), customer});
        }
      });
      std::this_thread::sleep_for(100ms);
    }
  }

  std::atomic<bool> is_over_ = false;
  std::future<void> running_;
};

// How long one of the machines still lets a session in that the first one has ended.
std::chrono::milliseconds time_end(std::deque<Machine>& machines, bool is_block) {
  db::Connection& db = machines.front().db();
  const Uuid customer = test::make_customer(db, test::new_email());
  const auto outcome = redeem_login_token(db, request_for(mint(db, customer)), test::session_limits);
  const auto session = std::get<SignedIn>(outcome).session.hash();
  for (auto& machine : machines) BOOST_TEST(machine.lets_in(session));
  if (is_block) {
    customers::block_customer(db, staff, customers::find_customer(db, customer).value(), "");
  } else {
    end_session(db, find_session(db, session, test::session_limits).value().id);
  }
  const auto ended = std::chrono::steady_clock::now();
  auto last_let_in = ended;
  for (auto now = ended; now < last_let_in + 1s && now < ended + 5s; now = std::chrono::steady_clock::now()) {
    for (auto& machine : machines) {
      if (machine.lets_in(session)) last_let_in = std::chrono::steady_clock::now();
    }
    std::this_thread::sleep_for(5ms);
  }
  return std::chrono::duration_cast<std::chrono::milliseconds>(last_let_in - ended);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(session_ends)

BOOST_AUTO_TEST_CASE(one_token_makes_one_session) {
  constexpr int rounds = 300;
  constexpr std::size_t clients = 6;
  const auto db = test::shared_cluster().connect(0);
  std::vector<links::LoginToken> tokens;
  tokens.reserve(rounds);
  for (int i = 0; i < rounds; ++i) tokens.push_back(mint(*db, test::make_customer(*db, test::new_email())));
  std::atomic<int> signed_in = 0;
  std::atomic<int> unavailable = 0;
  std::barrier start(static_cast<std::ptrdiff_t>(clients));
  std::vector<std::future<void>> running;
  running.reserve(clients);
  for (std::size_t client = 0; client < clients; ++client) {
    running.push_back(std::async(std::launch::async, [&, client] {
      const auto own = test::shared_cluster().connect(client % GaleraCluster::size);
      for (const auto& token : tokens) {
        start.arrive_and_wait();
        try {
          if (std::holds_alternative<SignedIn>(redeem_login_token(*own, request_for(token), test::session_limits)))
            ++signed_in;
        } catch (const Unavailable&) {
          ++unavailable;
        }
      }
    }));
  }
  for (auto& one : running) one.get();
  int doubles = 0;
  for (const auto& token : tokens) {
    const auto made =
        test::count_elsewhere("SELECT COUNT(*) AS count FROM sessions WHERE login_token_id = ?", {token.id});
    if (made != 1) ++doubles;
  }
  BOOST_TEST_MESSAGE("one token, 300 x 6 over three nodes: " << signed_in << " signed in, " << doubles
                                                             << " tokens without exactly one session, " << unavailable
                                                             << " unavailable");
  BOOST_TEST(signed_in == rounds);
  BOOST_TEST(doubles == 0);
  BOOST_TEST(unavailable == 0);
}

BOOST_AUTO_TEST_CASE(a_sign_out_and_a_block_are_seen_everywhere_within_a_second) {
  for (const bool are_many : {false, true}) {
    std::deque<Machine> machines;
    for (std::size_t node = 0; node < GaleraCluster::size; ++node) machines.emplace_back(node);
    const OtherEnds others(are_many ? 300 : 0);
    for (const bool is_block : {false, true}) {
      std::chrono::milliseconds longest{0};
      for (int i = 0; i < 50; ++i) longest = std::max(longest, time_end(machines, is_block));
      BOOST_TEST_MESSAGE((is_block ? "block" : "sign-out")
                         << " seen on three nodes" << (are_many ? ", while many sessions end" : "")
                         << ": 50 tries, at most " << longest.count() << " ms");
      BOOST_TEST(longest.count() < 1000);
    }
  }
}

BOOST_AUTO_TEST_CASE(guesses_on_three_nodes_are_counted_together) {
  constexpr int rounds = 20;
  constexpr std::size_t clients = 12;
  const PasswordCost cheap{8, 1};
  const std::string hash = crypto::hash_password("sunny day 7", cheap);
  const auto db = test::shared_cluster().connect(0);
  int most = 0;
  for (int i = 0; i < rounds; ++i) {
    const std::string email = test::new_email();
    test::make_customer(*db, email, hash);
    const std::string address = test::new_address();
    std::atomic<int> checked = 0;
    std::barrier start(static_cast<std::ptrdiff_t>(clients));
    std::vector<std::future<void>> running;
    running.reserve(clients);
    for (std::size_t client = 0; client < clients; ++client) {
      running.push_back(std::async(std::launch::async, [&, client] {
        const auto own = test::shared_cluster().connect(client % GaleraCluster::size);
        static_cast<void>(own->query("SELECT 1"));
        start.arrive_and_wait();
        const auto outcome = sign_in(*own, {email, "wrong", {}, std::nullopt, {address, "r"}}, {cheap, {15min, 5, 30}},
                                     test::session_limits);
        if (std::holds_alternative<attempts::WrongCredentials>(outcome)) ++checked;
      }));
    }
    for (auto& one : running) one.get();
    most = std::max(most, checked.load());
  }
  BOOST_TEST_MESSAGE("12 guesses at once over three nodes, 20 times: at most " << most << " were looked at");
  BOOST_TEST(most <= 5);
}

BOOST_AUTO_TEST_SUITE_END()
