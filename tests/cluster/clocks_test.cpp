// The clock of one web machine is five seconds off: links, sign-outs and who is told.
#include <boost/test/unit_test.hpp>

#include "cluster/support/machines.hpp"

using namespace latchkey;
using namespace latchkey::test;
using namespace std::chrono_literals;

namespace {

constexpr int rounds = 20;

// Two machines with the right time, and one that is five seconds ahead.
struct Clocks : Machines {
  Clocks() : Machines({.more_settings = "[login_token]\nredirect_lifetime = \"10s\"\n"}) {
    WebMachine::Options options = options_of(2);
    options.environment = "LD_PRELOAD=" + clock_library() + " FAKETIME=+5s FAKETIME_DONT_FAKE_MONOTONIC=1";
    skewed = std::make_unique<WebMachine>(options);
  }

  static Clocks& shared() {
    static Clocks clocks;
    return clocks;
  }

  std::unique_ptr<WebMachine> skewed;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(clocks)

BOOST_AUTO_TEST_CASE(a_sign_out_counts_within_a_second_whatever_the_machine_s_clock_says) {
  const Clocks& all = Clocks::shared();
  std::chrono::milliseconds longest{0};
  for (int i = 0; i < rounds; ++i) {
    longest = std::max({longest, time_of_sign_out(all, *all.skewed, *all.machines[0]),
                        time_of_sign_out(all, *all.machines[1], *all.skewed)});
  }
  BOOST_TEST_MESSAGE("clock 5 s off: " << 2 * rounds << " sign-outs, the last was effective after " << longest.count()
                                       << " ms");
  BOOST_TEST((longest <= 1s));
}

BOOST_AUTO_TEST_CASE(a_link_lives_as_long_as_the_database_s_clock_says) {
  const Clocks& all = Clocks::shared();
  const std::array<std::string, 4> tokens{make_login_token(all, *all.skewed), make_login_token(all, *all.skewed),
                                          make_login_token(all, *all.machines[0]),
                                          make_login_token(all, *all.machines[0])};
  std::this_thread::sleep_for(7s);
  BOOST_TEST(redeem(*all.machines[0], tokens[0]).status == 303);
  BOOST_TEST(redeem(*all.skewed, tokens[2]).status == 303);
  std::this_thread::sleep_for(4s);
  BOOST_TEST(redeem(*all.machines[0], tokens[1]).status == 410);
  BOOST_TEST(redeem(*all.skewed, tokens[3]).status == 410);
}

BOOST_AUTO_TEST_CASE(the_machine_whose_clock_is_off_is_told_and_no_other) {
  const Clocks& all = Clocks::shared();
  static_cast<void>(all.skewed->send({.path = "/healthz"}));
  std::this_thread::sleep_for(600ms);
  static_cast<void>(all.skewed->send({.path = "/healthz"}));
  const std::string doctor = all.skewed->latchkey("doctor").output;
  BOOST_TEST(doctor.find("this machine's clock is 5.0 s off, ahead of the others") != std::string::npos, doctor);
  BOOST_TEST(doctor.find("the clock of 127.0.0.1") == std::string::npos, doctor);
  BOOST_TEST(all.skewed->log().find("clocks_differ") != std::string::npos);
  for (const auto& machine : all.machines) {
    const std::string other = machine->latchkey("doctor").output;
    BOOST_TEST(other.find("the clocks of this machine and of the database's servers agree") != std::string::npos,
               other);
    BOOST_TEST(machine->log().find("clocks_differ") == std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
