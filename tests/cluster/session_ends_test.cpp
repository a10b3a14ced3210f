// Single use over three nodes, and how soon a sign-out and a block are seen on all of them.
#include <atomic>
#include <barrier>
#include <boost/test/unit_test.hpp>
#include <future>

#include "cluster/race.hpp"
#include "customers/customer_access.hpp"
#include "members/sessions/session_cache.hpp"
#include "members/sign_in/redeem.hpp"
#include "members/sign_in/sign_in.hpp"
#include "support/people.hpp"

using namespace latchkey;
using namespace latchkey::members;
using namespace std::chrono_literals;
using test::GaleraCluster;

namespace {

const SessionLimits limits{std::chrono::minutes{30}, std::chrono::hours{12}};
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
    config.session = limits;
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
          if (std::holds_alternative<SignedIn>(redeem_login_token(*own, request_for(token), limits))) ++signed_in;
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
  constexpr int tries = 50;
  Machine first(0);
  Machine second(1);
  Machine third(2);
  for (const bool is_block : {false, true}) {
    std::chrono::milliseconds longest{0};
    for (int i = 0; i < tries; ++i) {
      const Uuid customer = test::make_customer(first.db(), test::new_email());
      const auto outcome = redeem_login_token(first.db(), request_for(mint(first.db(), customer)), limits);
      const auto session = std::get<SignedIn>(outcome).session.hash();
      for (auto* machine : {&first, &second, &third}) BOOST_TEST(machine->lets_in(session));
      if (is_block) {
        customers::block_customer(first.db(), staff, customers::find_customer(first.db(), customer).value(), "");
      } else {
        end_session(first.db(), find_session(first.db(), session, limits).value().id);
      }
      const auto ended = std::chrono::steady_clock::now();
      for (auto* machine : {&first, &second, &third}) {
        while (machine->lets_in(session) && std::chrono::steady_clock::now() - ended < 5s) {
          std::this_thread::sleep_for(5ms);
        }
      }
      longest = std::max(
          longest, std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - ended));
    }
    BOOST_TEST_MESSAGE((is_block ? "block" : "sign-out")
                       << " seen on three nodes: 50 tries, at most " << longest.count() << " ms");
    BOOST_TEST(longest.count() < 1000);
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
        const auto outcome =
            sign_in(*own, {email, "wrong", {}, std::nullopt, {address, "r"}}, {cheap, {15min, 5, 30}}, limits);
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
