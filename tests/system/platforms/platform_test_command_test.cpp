// latchkey platform test: every fault is told with its remedy.
#include "system/platforms/entered_platform.hpp"

using namespace latchkey::test;
using nlohmann::json;

namespace {

std::string fingerprint_of(const std::string& certificate_file) {
  const auto printed = run("openssl x509 -noout -fingerprint -sha256 -in " + quoted(certificate_file)).output;
  return printed.substr(printed.find('=') + 1, 95);  // 32 pairs with colons
}

}  // namespace

BOOST_AUTO_TEST_SUITE(platform_test_command)

BOOST_FIXTURE_TEST_CASE(every_fault_of_an_mt5_platform_is_told_with_its_remedy, Mt5) {
  BOOST_TEST(has(step("personal data"), "unproved"));
  BOOST_TEST(is_good);
  simulator.set({{"fake", true}});
  check_fails("sign-in", "not the server that knows the manager's API password");
  simulator.set({{"fake", false}, {"password", "Other2"}});
  check_fails("sign-in", "API password");
  done("platform set-secret " + name + " --secret-stdin", "Other2\n");
  stack().note_secret("Other2");
  simulator.set({{"groups", {{"demo\\forex-usd", {{"Currency", "EUR"}, {"AuthPasswordMin", "8"}}}}}});
  check_fails("group demo\\forex-usd", "map USD to a group that is kept in it");
  simulator.set({{"groups", {{"demo\\forex-usd", {{"Currency", "USD"}, {"AuthPasswordMin", "16"}}}}}});
  check_fails("group demo\\forex-usd", "lower the group's minimum");
  simulator.set({{"groups", {{"demo\\forex", {{"Currency", "USD"}, {"AuthPasswordMin", "8"}}}}}});
  check_fails("group demo\\forex-usd", "check its name on the server");
  done("platform group change --platform " + name +
       " --account-type standard --currency USD --group 'demo\\forex' --leverage 400,50,400 --default");
  BOOST_TEST(has(step("group demo\\forex"), "passed"));
  BOOST_TEST(is_good);
  const json group = listed("platform group list --platform " + name).at(0);
  BOOST_TEST(group["leverages"] == json({50, 400}));
  BOOST_TEST(group["default"] == true);
}

BOOST_FIXTURE_TEST_CASE(certificates_are_checked_and_the_trust_can_be_changed, Mt5) {
  done("platform change " + name + " --system-ca");
  check_fails("TLS", "latchkey platform change --ca");
  done("platform change " + name + " --pin " + fingerprint_of(simulator.certificate_file()));
  const json pinned = find(listed("platform list"), "name", name);
  BOOST_TEST(pinned["pin"].get<std::string>().size() == 64U);
  BOOST_TEST(pinned["caFile"].is_null());
  BOOST_TEST(has(step("TLS"), "passed: the pinned certificate"));
  BOOST_TEST(is_good);
  done("platform change " + name + " --pin " + std::string(64, 'a'));
  check_fails("TLS", "another certificate than the pinned one");
  done("platform change " + name + " --ca " + quoted(simulator.certificate_file()));
  BOOST_TEST(has(step("TLS"), "passed: a trusted certificate"));
  done("platform change " + name + " --port 1");
  check_fails("connection", "check host and port");
}

BOOST_FIXTURE_TEST_CASE(hidden_personal_data_is_found, Mt5) {
  done("platform enable " + name);
  const Answer answer = create(name);
  BOOST_TEST(answer.json()["tradingAccount"]["status"] == "created");
  BOOST_TEST(has(step("personal data"), "passed"));
  simulator.set({{"personal_data", false}});
  check_fails("personal data", "give the manager the right to personal data");
  done("platform disable " + name);
}

BOOST_FIXTURE_TEST_CASE(an_mt4_server_that_is_silent_does_not_know_our_address, Mt4) {
  BOOST_TEST(has(step("WebRegistration"), "passed"));
  BOOST_TEST(is_good);
  BOOST_TEST(has(step("master password"), "unproved"));
  simulator.set({{"caller_is_foreign", true}});
  check_fails("WebRegistration", "Master IP");
  simulator.set({{"caller_is_foreign", false}, {"hints", true}, {"master_password", "other"}});
  check_fails("master password", "latchkey platform set-secret");
  BOOST_TEST(simulator.accounts().empty());
  BOOST_TEST(stack().latchkey("platform set-secret " + name, "a=b\n").exit_code == 1);
}

BOOST_AUTO_TEST_SUITE_END()
