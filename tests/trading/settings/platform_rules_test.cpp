#include "trading/settings/platform_rules.hpp"

#include <boost/test/unit_test.hpp>
#include <functional>

#include "support/command.hpp"
#include "trading/platforms/pace.hpp"

using namespace latchkey;
using namespace latchkey::trading;
using trading::Platform;
using trading::PlatformGroup;
using trading::PlatformKind;
using namespace std::chrono_literals;

namespace {

Platform mt5() {
  Platform platform;
  platform.name = "MT5 Live";
  platform.host = "mt5.broker.example";
  platform.manager_login = "1042";
  return platform;
}

Platform mt4() {
  Platform platform;
  platform.kind = PlatformKind::mt4;
  platform.name = "MT4 Live";
  platform.host = "127.0.0.1";
  return platform;
}

std::string problem_of(const Platform& platform) {
  const auto problem = find_platform_problem(platform);
  return problem ? problem->member : "";
}

std::string problem_with(Platform platform, const std::function<void(Platform&)>& change) {
  change(platform);
  return problem_of(platform);
}

std::string group_problem(PlatformKind kind, const std::function<void(PlatformGroup&)>& change) {
  PlatformGroup group;
  group.account_type = "standard";
  group.currency = "EUR";
  group.name = kind == PlatformKind::mt5 ? "real\\standard-eur" : "1";
  change(group);
  const auto problem = find_group_problem(kind, group);
  return problem ? problem->member : "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(platform_rules)

BOOST_AUTO_TEST_CASE(what_is_right_has_no_problem) {
  BOOST_TEST(problem_of(mt5()) == "");
  BOOST_TEST(problem_of(mt4()) == "");
  for (const char* host : {"10.0.0.1", "2001:db8::1", "::1", "a-b.example", "localhost"}) {
    BOOST_TEST(problem_with(mt5(), [&](Platform& p) { p.host = host; }) == "", host);
  }
  for (const char* page : {"CP1251", "GB18030", "CP932", "ISO-8859-1"}) {
    BOOST_TEST(problem_with(mt4(), [&](Platform& p) { p.code_page = page; }) == "", page);
  }
  BOOST_TEST(problem_with(mt5(), [](Platform& p) { p.pinned_fingerprint = std::string(32, 'x'); }) == "");
}

BOOST_AUTO_TEST_CASE(each_wrong_setting_is_named) {
  for (const char* host : {"", "https://h", "h:443", "h/x", "h h", "h?", "u@h", "h\n"}) {
    BOOST_TEST(problem_with(mt5(), [&](Platform& p) { p.host = host; }) == "host", host);
  }
  for (const std::string& name :
       {std::string(), std::string(" x"), std::string("a\nb"), std::string("01a209e3-b609-7254-9869-4cb685273717")}) {
    BOOST_TEST(problem_with(mt5(), [&](Platform& p) { p.name = name; }) == "name", name);
  }
  BOOST_TEST(problem_with(mt5(), [](Platform& p) { p.name = std::string(101, 'x'); }) == "name");
  BOOST_TEST(problem_with(mt5(), [](Platform& p) { p.server_name = "a\tb"; }) == "server-name");
  BOOST_TEST(problem_with(mt5(), [](Platform& p) { p.port = 0; }) == "port");
  BOOST_TEST(problem_with(mt5(), [](Platform& p) { p.manager_login = ""; }) == "manager");
  BOOST_TEST(problem_with(mt5(), [](Platform& p) { p.manager_login = "-1"; }) == "manager");
  BOOST_TEST(problem_with(mt5(), [](Platform& p) { p.agent = "two words"; }) == "agent");
  BOOST_TEST(problem_with(mt5(), [](Platform& p) { p.code_page = "CP1252"; }) == "code-page");
  BOOST_TEST(problem_with(mt5(), [](Platform& p) { p.pinned_fingerprint = "short"; }) == "pin");
  BOOST_TEST(problem_with(mt4(), [](Platform& p) { p.manager_login = "1"; }) == "manager");
  BOOST_TEST(problem_with(mt4(), [](Platform& p) { p.ca_file = "/etc/ssl/ca.pem"; }) == "ca");
  BOOST_TEST(problem_with(mt4(), [](Platform& p) { p.pinned_fingerprint = std::string(32, 'x'); }) == "pin");
  for (const char* page : {"NOTHING", "CP1252//IGNORE", "UTF-16", "IBM037", "two words"}) {
    BOOST_TEST(problem_with(mt4(), [&](Platform& p) { p.code_page = page; }) == "code-page", page);
  }
}

// A provisioner holds a platform for 45 s at a time, which the longest request must not exceed.
BOOST_AUTO_TEST_CASE(timeouts_stay_below_a_provisioner_s_lease) {
  BOOST_TEST(problem_with(mt5(), [](Platform& p) { p.connect_timeout = 10s; }) == "");
  BOOST_TEST(problem_with(mt5(), [](Platform& p) { p.connect_timeout = 10001ms; }) == "connect-timeout");
  BOOST_TEST(problem_with(mt5(), [](Platform& p) { p.connect_timeout = 99ms; }) == "connect-timeout");
  BOOST_TEST(problem_with(mt5(), [](Platform& p) { p.request_timeout = 30s; }) == "");
  BOOST_TEST(problem_with(mt5(), [](Platform& p) { p.request_timeout = 30001ms; }) == "request-timeout");
  BOOST_TEST((trading::Pace{}.lease > 10s + 30s));
}

BOOST_AUTO_TEST_CASE(an_authority_is_a_file_with_certificates) {
  const test::TemporaryFolder folder;
  const std::string file = folder.path() / "ca.pem";
  BOOST_TEST(find_ca_file_problem(file).value().member == "ca");
  test::write_file(file, "no certificate\n");
  BOOST_TEST(find_ca_file_problem(file).value().member == "ca");
  test::write_file(file, "-----BEGIN CERTIFICATE-----\n");
  BOOST_TEST(!find_ca_file_problem(file));
  BOOST_TEST(!find_ca_file_problem(""));
  BOOST_TEST(problem_with(mt5(), [&](Platform& p) { p.ca_file = file; }) == "");
  BOOST_TEST(problem_with(mt5(), [](Platform& p) { p.ca_file = "ca.pem"; }) == "ca");
  BOOST_TEST(problem_with(mt5(), [&](Platform& p) {
               p.ca_file = file;
               p.pinned_fingerprint = std::string(32, 'x');
             }) == "pin");
}

BOOST_AUTO_TEST_CASE(groups) {
  constexpr auto five = PlatformKind::mt5;
  constexpr auto four = PlatformKind::mt4;
  BOOST_TEST(group_problem(five, [](PlatformGroup&) {}) == "");
  BOOST_TEST(group_problem(four, [](PlatformGroup&) {}) == "");
  for (const char* name : {"", "a,b", "a*", "!a", "a=b"}) {
    BOOST_TEST(group_problem(five, [&](PlatformGroup& g) { g.name = name; }) == "group", name);
  }
  for (const char* name : {"", "0", "1001", "-1", "1x", "demo"}) {
    BOOST_TEST(group_problem(four, [&](PlatformGroup& g) { g.name = name; }) == "group", name);
  }
  for (const char* currency : {"", "EU", "eur", "EURO", "E1R"}) {
    BOOST_TEST(group_problem(five, [&](PlatformGroup& g) { g.currency = currency; }) == "currency", currency);
  }
  BOOST_TEST(group_problem(five, [](PlatformGroup& g) { g.account_type = std::string(65, 'x'); }) == "account-type");
  BOOST_TEST(group_problem(five, [](PlatformGroup& g) { g.leverages = {0}; }) == "leverage");
  BOOST_TEST(group_problem(five, [](PlatformGroup& g) { g.leverages = {5001}; }) == "leverage");
  BOOST_TEST(group_problem(five, [](PlatformGroup& g) { g.leverages.assign(60, 1000); }) == "leverage");
  BOOST_TEST(group_problem(five, [](PlatformGroup& g) { g.default_leverage = 0; }) == "default-leverage");
}

BOOST_AUTO_TEST_CASE(secrets) {
  BOOST_TEST(!find_secret_problem(PlatformKind::mt5, "P\xc3\xa4ss|wort=1").has_value());
  BOOST_TEST(find_secret_problem(PlatformKind::mt5, "").has_value());
  BOOST_TEST(find_secret_problem(PlatformKind::mt5, "\xff").has_value());
  BOOST_TEST(find_secret_problem(PlatformKind::mt5, std::string(401, 'x')).has_value());
  BOOST_TEST(!find_secret_problem(PlatformKind::mt4, "master").has_value());
  for (const std::string& secret :
       {std::string("a|b"), std::string("a=b"), std::string(32, 'x'), std::string("\xc3\xa4")}) {
    BOOST_TEST(find_secret_problem(PlatformKind::mt4, secret).has_value(), secret);
  }
}

BOOST_AUTO_TEST_SUITE_END()
