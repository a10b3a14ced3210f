// HAProxy before the cluster, with the configuration of docs/haproxy: web machines that know of one server alone.
#include <boost/test/unit_test.hpp>

#include "cluster/support/machines.hpp"
#include "cluster/support/proxy.hpp"
#include "cluster/support/visitors.hpp"

using namespace latchkey;
using namespace latchkey::test;
using namespace std::chrono_literals;

namespace {

constexpr auto longest_wait = 3000ms;

std::map<std::string, std::string> addresses(const GaleraCluster& cluster) {
  std::map<std::string, std::string> addresses;
  for (std::size_t i = 0; i < GaleraCluster::size; ++i) {
    addresses["192.0.2.1" + std::to_string(i + 1) + ":3306"] = "127.0.0.1:" + std::to_string(cluster.port(i));
  }
  return addresses;
}

struct Proxied : Machines {
  Proxied() {
    static_cast<void>(
        cluster.ask(0, "CREATE USER IF NOT EXISTS latchkey_check@'%' IDENTIFIED VIA mysql_native_password USING ''"));
    proxy = std::make_unique<Proxy>("galera.cfg", addresses(cluster));
    for (int i = 0; i < 2; ++i) {
      proxied.push_back(std::make_unique<WebMachine>(WebMachine::Options{.hosts = {proxy->address()}}));
    }
    BOOST_REQUIRE(holds_within(5s, [&] { return proxied[0]->send({.path = "/healthz"}).status == 200; }));
  }

  void disrupt(const std::string& name, const std::function<void()>& act, const std::function<void()>& mend) {
    Visitors visitors({proxied[0].get(), proxied[1].get()}, api_key, 4);
    std::this_thread::sleep_for(3s);
    act();
    std::this_thread::sleep_for(8s);
    mend();
    std::this_thread::sleep_for(2s);
    visitors.stop();
    for (std::size_t i = 0; i < GaleraCluster::size; ++i) cluster.wait_until_synced(i);
    const Ledger& ledger = visitors.ledger();
    const Losses losses = count_losses(*cluster.connect(1), ledger);
    BOOST_TEST_MESSAGE(describe("HAProxy, " + name, ledger, losses));
    for (const auto& surprise : ledger.surprises) BOOST_TEST_MESSAGE("  " << surprise);
    BOOST_TEST(losses.sum() == 0);
    BOOST_TEST(ledger.created.size() > 100U);
    BOOST_TEST(ledger.surprises.empty());
    BOOST_TEST((ledger.longest_wait <= longest_wait));
  }

  static Proxied& shared() {
    static Proxied proxied;
    return proxied;
  }

  std::unique_ptr<Proxy> proxy;
  std::vector<std::unique_ptr<WebMachine>> proxied;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(haproxy)

BOOST_AUTO_TEST_CASE(a_node_behind_the_proxy_hangs) {
  Proxied& all = Proxied::shared();
  all.disrupt(
      "SIGSTOP", [&] { all.cluster.freeze(0); }, [&] { all.cluster.thaw(0); });
}

BOOST_AUTO_TEST_CASE(a_node_behind_the_proxy_is_killed) {
  Proxied& all = Proxied::shared();
  all.disrupt(
      "SIGKILL", [&] { all.cluster.kill(1); }, [&] { all.cluster.start(1); });
}

BOOST_AUTO_TEST_SUITE_END()
