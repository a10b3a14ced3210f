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
    options.environment =
        "LD_PRELOAD=/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1 FAKETIME=+5s FAKETIME_DONT_FAKE_MONOTONIC=1";
    skewed = std::make_unique<WebMachine>(options);
  }

  [[nodiscard]] std::string make_token(const WebMachine& machine) const {
    const Answer created = machine.send({.method = "POST",
                                         .path = "/api/v1/customers",
                                         .headers = {{"X-Api-Key", api_key}, {"Content-Type", "application/json"}},
                                         .body = new_customer().dump()});
    BOOST_REQUIRE(created.status == 201);
    return created.json()["login"]["token"];
  }

  static Answer redeem(const WebMachine& machine, const std::string& token) {
    return machine.send({.path = "/auth/login", .query = "token=" + token});
  }

  static int verify(const WebMachine& machine, const std::string& cookie) {
    return machine.send({.path = "/auth/verify", .headers = {{"Cookie", "__Host-member=" + cookie}}}).status;
  }

  // How long after the sign-out at `here` the session still counted at `there`.
  [[nodiscard]] std::chrono::milliseconds sign_out(const WebMachine& here, const WebMachine& there) const {
    const std::string cookie = redeem(there, make_token(here)).cookie("__Host-member");
    for (int i = 0; i < 3; ++i) BOOST_TEST(verify(there, cookie) == 204);
    BOOST_TEST(here.send({.method = "POST",
                          .path = "/auth/logout",
                          .headers = {{"Cookie", "__Host-member=" + cookie}, {"Sec-Fetch-Site", "same-origin"}}})
                   .status == 303);
    const auto begun = std::chrono::steady_clock::now();
    BOOST_TEST(holds_within(3s, [&] { return verify(there, cookie) == 401; }));
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
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
  Clocks& all = Clocks::shared();
  std::chrono::milliseconds longest{0};
  for (int i = 0; i < rounds; ++i) {
    longest =
        std::max({longest, all.sign_out(*all.skewed, *all.machines[0]), all.sign_out(*all.machines[1], *all.skewed)});
  }
  BOOST_TEST_MESSAGE("clock 5 s off: " << 2 * rounds << " sign-outs, the last was effective after " << longest.count()
                                       << " ms");
  BOOST_TEST((longest <= 1s));
}

BOOST_AUTO_TEST_CASE(a_link_lives_as_long_as_the_database_s_clock_says) {
  const Clocks& all = Clocks::shared();
  const std::array<std::string, 4> tokens{all.make_token(*all.skewed), all.make_token(*all.skewed),
                                          all.make_token(*all.machines[0]), all.make_token(*all.machines[0])};
  std::this_thread::sleep_for(7s);
  BOOST_TEST(Clocks::redeem(*all.machines[0], tokens[0]).status == 303);
  BOOST_TEST(Clocks::redeem(*all.skewed, tokens[2]).status == 303);
  std::this_thread::sleep_for(4s);
  BOOST_TEST(Clocks::redeem(*all.machines[0], tokens[1]).status == 410);
  BOOST_TEST(Clocks::redeem(*all.skewed, tokens[3]).status == 410);
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
