// Three nodes of Galera with a web machine on each, and visitors who come to any of them, while a node dies, hangs or
// is cut off. Each case tells its counts.
#include <boost/test/unit_test.hpp>
#include <functional>

#include "cluster/support/machines.hpp"
#include "cluster/support/visitors.hpp"

using namespace latchkey;
using namespace latchkey::test;
using namespace std::chrono_literals;

namespace {

constexpr auto longest_wait = 3000ms;
constexpr double most_percent = 1;

Machines& shared() {
  static Machines machines;
  return machines;
}

struct Disruption {
  std::string name;
  std::function<void(GaleraCluster&)> act;
  std::function<void(GaleraCluster&)> mend;
};

void check_signed_out(Machines& all, const Ledger& ledger) {
  int let_in = 0;
  for (const auto& cookie : ledger.signed_out) {
    for (const auto* machine : all.all()) {
      const Answer answer = machine->send({.path = "/auth/verify", .headers = {{"Cookie", "__Host-member=" + cookie}}});
      if (answer.status != 401) ++let_in;
    }
  }
  BOOST_TEST(let_in == 0);
}

// The machines are new: those of another case may still avoid the node that was disrupted there.
void disrupt(const Disruption& disruption) {
  Machines& all = shared();
  all.start_anew();
  Visitors visitors(all.all(), all.api_key, 6);
  std::this_thread::sleep_for(3s);
  disruption.act(all.cluster);
  std::this_thread::sleep_for(8s);
  disruption.mend(all.cluster);
  std::this_thread::sleep_for(4s);
  visitors.stop();
  const Ledger& ledger = visitors.ledger();
  for (std::size_t i = 0; i < GaleraCluster::size; ++i) all.cluster.wait_until_synced(i);
  Losses losses;
  for (std::size_t i = 0; i < GaleraCluster::size; ++i) {
    losses = count_losses(*all.cluster.connect(i), ledger);
    BOOST_TEST(losses.sum() == 0, "node " << i);
  }
  BOOST_TEST_MESSAGE(describe(disruption.name, ledger, losses));
  for (const auto& surprise : ledger.surprises) BOOST_TEST_MESSAGE("  " << surprise);
  BOOST_TEST(ledger.created.size() > 100U);
  BOOST_TEST(ledger.surprises.empty());
  BOOST_TEST(ledger.percent_unavailable() <= most_percent);
  BOOST_TEST((ledger.longest_wait <= longest_wait));
  check_signed_out(all, ledger);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(failover)

BOOST_AUTO_TEST_CASE(a_node_is_killed) {
  disrupt({.name = "SIGKILL",
           .act = [](GaleraCluster& cluster) { cluster.kill(0); },
           .mend = [](GaleraCluster& cluster) { cluster.start(0); }});
}

BOOST_AUTO_TEST_CASE(a_node_hangs) {
  disrupt({.name = "SIGSTOP",
           .act = [](GaleraCluster& cluster) { cluster.freeze(1); },
           .mend = [](GaleraCluster& cluster) { cluster.thaw(1); }});
}

BOOST_AUTO_TEST_CASE(a_node_is_cut_off) {
  disrupt({.name = "cut off",
           .act = [](GaleraCluster& cluster) { cluster.cut_off(2); },
           .mend = [](GaleraCluster& cluster) { cluster.reconnect(2); }});
}

BOOST_AUTO_TEST_CASE(a_node_is_restarted) {
  disrupt({.name = "restart",
           .act = [](GaleraCluster& cluster) { cluster.shut_down(0); },
           .mend = [](GaleraCluster& cluster) { cluster.start(0); }});
}

// Two of three are gone: nobody may write, and the one that is left says so.
BOOST_AUTO_TEST_CASE(without_a_majority_nobody_is_told_that_all_is_well) {
  Machines& all = shared();
  const WebMachine& machine = *all.machines.front();
  BOOST_TEST(machine.send({.path = "/healthz"}).status == 200);
  all.cluster.freeze(1);
  all.cluster.freeze(2);
  BOOST_TEST(holds_within(5s, [&] { return machine.send({.path = "/healthz"}).status == 503; }));
  const auto doctor = machine.latchkey("doctor");
  all.cluster.thaw(1);
  all.cluster.thaw(2);
  BOOST_TEST(doctor.output.find("no majority of its cluster") != std::string::npos, doctor.output);
  BOOST_TEST(holds_within(30s, [&] { return machine.send({.path = "/healthz"}).status == 200; }));
  for (std::size_t i = 0; i < GaleraCluster::size; ++i) all.cluster.wait_until_synced(i);
}

BOOST_AUTO_TEST_SUITE_END()
