// The clock of one database server is half a minute behind the others': links, sign-outs and who is told.
#include <boost/test/unit_test.hpp>

#include "cluster/support/machines.hpp"

using namespace latchkey;
using namespace latchkey::test;
using namespace std::chrono_literals;

namespace {

constexpr int rounds = 20;
constexpr std::size_t slow = 2;

struct NodeClock : Machines {
  NodeClock() {
    cluster.shut_down(slow);
    cluster.set_clock(slow, "-30s");
    cluster.start(slow);
    start_anew();  // each on its own node
  }

  static NodeClock& shared() {
    static NodeClock all;
    return all;
  }

  [[nodiscard]] double seconds_behind() const {
    const auto clock = [&](std::size_t node) { return std::stod(cluster.ask(node, "SELECT UNIX_TIMESTAMP(NOW(6))")); };
    return clock(0) - clock(slow);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(node_clock)

BOOST_AUTO_TEST_CASE(a_sign_out_counts_within_a_second_whichever_server_wrote_it) {
  const NodeClock& all = NodeClock::shared();
  BOOST_TEST(all.seconds_behind() > 25.0);
  std::chrono::milliseconds longest{0};
  const WebMachine& behind = *all.machines[slow];
  for (int i = 0; i < rounds; ++i) {
    longest = std::max(
        {longest, time_of_sign_out(all, behind, *all.machines[0]), time_of_sign_out(all, *all.machines[1], behind)});
  }
  BOOST_TEST_MESSAGE("a server's clock 30 s behind: " << 2 * rounds << " sign-outs, the last was effective after "
                                                      << longest.count() << " ms");
  BOOST_TEST((longest <= 1s));
}

BOOST_AUTO_TEST_CASE(a_link_of_one_server_is_good_on_the_other) {
  const NodeClock& all = NodeClock::shared();
  for (const auto& [maker, spender] : {std::pair{slow, std::size_t{0}}, std::pair{std::size_t{1}, slow}}) {
    const std::string token = make_login_token(all, *all.machines[maker]);
    BOOST_TEST(redeem(*all.machines[spender], token).status == 303);
    BOOST_TEST(redeem(*all.machines[maker], token).status == 410);
  }
}

// Whichever machine asks: what is wrong is wrong for all of them.
BOOST_AUTO_TEST_CASE(every_machine_s_doctor_names_the_server) {
  const NodeClock& all = NodeClock::shared();
  for (const auto& machine : all.machines) {
    const std::string doctor = machine->latchkey("doctor").output;
    BOOST_TEST(
        doctor.find("the clock of 127.0.0.1:" + std::to_string(all.cluster.port(slow)) + " is ") != std::string::npos,
        doctor);
    BOOST_TEST(doctor.find("behind the others") != std::string::npos, doctor);
    BOOST_TEST(doctor.find("this machine's clock is") == std::string::npos, doctor);
  }
}

BOOST_AUTO_TEST_SUITE_END()
