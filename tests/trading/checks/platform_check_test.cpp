#include "trading/checks/platform_check.hpp"

#include <boost/test/unit_test.hpp>

#include "crypto/secret.hpp"
#include "crypto/secret_box.hpp"
#include "trading/mt5/challenge.hpp"
#include "trading/simulator.hpp"

using namespace latchkey;
using namespace latchkey::trading;
using latchkey::test::Simulator;
using latchkey::test::SimulatorKind;
using nlohmann::json;

namespace {

// A platform as an administrator has entered it, and the steps of its check.
struct Entered {
  explicit Entered(SimulatorKind kind, const json& settings = json::object()) : simulator(kind, settings) {
    crypto::add_secret_key(folder.path() / "secrets.key");
    box = std::make_unique<crypto::SecretBox>(folder.path() / "secrets.key");
    const bool is_mt5 = kind == SimulatorKind::mt5;
    platform.kind = is_mt5 ? PlatformKind::mt5 : PlatformKind::mt4;
    platform.host = "127.0.0.1";
    platform.port = simulator.port();
    platform.ca_file = is_mt5 ? simulator.certificate_file() : "";
    platform.manager_login = is_mt5 ? "1000" : "";
    platform.secret = box->seal(is_mt5 ? "Password1" : "master");
    platform.connect_timeout = platform.request_timeout = std::chrono::milliseconds{1000};
    groups = {{Uuid::make(), "standard", "USD", is_mt5 ? "demo\\forex-usd" : "1", {100}, 100, true}};
  }

  // Each step as "name result", and whether none has failed.
  bool check() {
    steps.clear();
    return check_platform(platform, groups, *box, [&](const CheckStep& step) {
      steps += step.name + " " + std::string(name_of(step.result)) + "; ";
      if (step.result != StepResult::passed) BOOST_TEST(!step.remedy.empty(), step.name);
      if (step.result != StepResult::failed) return;
      failure = step.found;
      remedy = step.remedy;
    });
  }

  void open_account() {
    Mt5Client client(simulator.mt5());
    static_cast<void>(client.sign_in());
    const auto opened = client.add_account({"demo\\forex-usd", "Maria Rossi", "maria@example.com", "+35799123456", 100,
                                            "aB3!efgh1", "aB3!efgh2", "lktag"});
    BOOST_REQUIRE(std::holds_alternative<Mt5Account>(opened));
  }

  test::TemporaryFolder folder;
  Simulator simulator;
  std::unique_ptr<crypto::SecretBox> box;
  Platform platform;
  std::vector<PlatformGroup> groups;
  std::string steps;
  std::string failure;  // of the last step that has failed
  std::string remedy;
};

struct Mt5 : Entered {
  Mt5() : Entered(SimulatorKind::mt5) {}
};
struct Mt4 : Entered {
  Mt4() : Entered(SimulatorKind::mt4) {}
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(mt5_check, Mt5)

BOOST_AUTO_TEST_CASE(a_platform_that_is_right_passes) {
  BOOST_TEST(check());
  BOOST_TEST(steps ==
             "connection passed; TLS passed; sign-in passed; group demo\\forex-usd passed; personal data unproved; ");
  open_account();
  BOOST_TEST(check());
  BOOST_TEST(steps.find("personal data passed") != std::string::npos);
  BOOST_TEST(simulator.accounts().size() == 1U);
}

BOOST_AUTO_TEST_CASE(nobody_at_the_port) {
  platform.port = 1;
  BOOST_TEST(!check());
  BOOST_TEST(steps == "connection failed; ");
}

BOOST_AUTO_TEST_CASE(a_certificate_that_is_not_trusted) {
  platform.ca_file.clear();
  BOOST_TEST(!check());
  BOOST_TEST(steps == "connection passed; TLS failed; ");
  BOOST_TEST(failure.starts_with("tls"));
  BOOST_TEST(remedy.find("--ca") != std::string::npos, remedy);
  BOOST_TEST(remedy.find("openssl s_client -connect 127.0.0.1:" + std::to_string(platform.port)) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_certificate_of_another_name_and_an_authority_that_cannot_be_read) {
  platform.host = "localhost";
  BOOST_TEST(!check());
  BOOST_TEST(steps == "connection passed; TLS failed; ");
  BOOST_TEST(remedy.starts_with("enter the name of the certificate"), failure << " -> " << remedy);
  platform.host = "127.0.0.1";
  platform.ca_file = "/nowhere/ca.pem";
  BOOST_TEST(!check());
  BOOST_TEST(steps == "connection passed; TLS failed; ");
  BOOST_TEST(remedy.starts_with("the CA file cannot be read"), failure << " -> " << remedy);
}

BOOST_AUTO_TEST_CASE(a_port_without_tls) {
  const Simulator other(SimulatorKind::mt4);
  platform.port = other.port();
  BOOST_TEST(!check());
  BOOST_TEST(steps == "connection passed; TLS failed; ");
  BOOST_TEST(remedy.find("speaks no TLS") != std::string::npos, remedy);
}

BOOST_AUTO_TEST_CASE(a_server_that_ends_the_session_in_the_middle) {
  simulator.add_fault("/api/group/get", "drop_before");
  BOOST_TEST(!check());
  BOOST_TEST(steps == "connection passed; TLS passed; sign-in passed; group demo\\forex-usd failed; ");
  BOOST_TEST(remedy.find("test again") != std::string::npos, remedy);
  open_account();
  simulator.add_fault("/api/user/logins", "code", {{"code", 8}});
  BOOST_TEST(!check());
  BOOST_TEST(steps.find("personal data failed") != std::string::npos, steps);
}

BOOST_AUTO_TEST_CASE(a_pinned_certificate_and_another_ones_pin) {
  const auto printed = test::run("openssl x509 -noout -fingerprint -sha256 -in " + test::quoted(platform.ca_file));
  std::string digits = printed.output.substr(printed.output.find('=') + 1);
  std::erase_if(digits, [](char c) { return c == ':' || c == '\n'; });
  platform.ca_file.clear();
  platform.pinned_fingerprint = crypto::parse_hex(digits);
  BOOST_TEST(check());
  platform.pinned_fingerprint = std::string(32, 'x');
  BOOST_TEST(!check());
  BOOST_TEST(steps == "connection passed; TLS failed; ");
  BOOST_TEST(remedy.find("another certificate than the pinned one") != std::string::npos, remedy);
}

BOOST_AUTO_TEST_CASE(a_wrong_password_a_wrong_manager_and_a_server_that_cannot_prove_itself) {
  for (const auto& [setting, code] : {std::pair<json, std::string>{{{"password", "Other1"}}, "sign_in_refused"},
                                      {{{"manager", "7"}}, "mt5_1001"},
                                      {{{"fake", true}}, "fake_server"}}) {
    BOOST_TEST_CONTEXT(code) {
      simulator.set({{"password", "Password1"}, {"manager", "1000"}, {"fake", false}});
      simulator.set(setting);
      BOOST_TEST(!check());
      BOOST_TEST(steps == "connection passed; TLS passed; sign-in failed; ");
      BOOST_TEST(failure.starts_with(code), failure);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_unknown_group_a_wrong_currency_and_a_password_rule_we_cannot_meet) {
  groups.push_back({Uuid::make(), "vip", "USD", "demo\\vip", {100}, 100, false});
  BOOST_TEST(!check());
  BOOST_TEST(steps.find("group demo\\forex-usd passed; group demo\\vip failed") != std::string::npos, steps);
  groups = {{Uuid::make(), "standard", "EUR", "demo\\forex-usd", {100}, 100, true}};
  BOOST_TEST(!check());
  BOOST_TEST(failure == "its currency is USD, but it is mapped for EUR");
  groups.front().currency = "USD";
  simulator.set({{"groups", {{"demo\\forex-usd", {{"Currency", "USD"}, {"AuthPasswordMin", "16"}}}}}});
  BOOST_TEST(!check());
  BOOST_TEST(failure == "it wants passwords of at least 16 characters");
}

BOOST_AUTO_TEST_CASE(hidden_personal_data) {
  open_account();
  simulator.set({{"personal_data", false}});
  BOOST_TEST(!check());
  BOOST_TEST(steps.find("personal data failed") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_group_and_a_secret_that_does_not_open) {
  groups.clear();
  BOOST_TEST(!check());
  BOOST_TEST(steps.find("groups failed") != std::string::npos);
  platform.secret.bytes.back() = static_cast<char>(platform.secret.bytes.back() ^ 1);
  BOOST_TEST(!check());
  BOOST_TEST(steps.find("settings failed") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(mt4_check, Mt4)

BOOST_AUTO_TEST_CASE(a_plug_in_that_answers_passes_and_opens_nothing) {
  BOOST_TEST(check());
  BOOST_TEST(steps == "connection passed; WebRegistration passed; master password unproved; groups unproved; ");
  BOOST_TEST(simulator.accounts().empty());
  simulator.set({{"hints", true}});  // a plug-in that says what it found wrong
  BOOST_TEST(check());
  BOOST_TEST(steps == "connection passed; WebRegistration passed; master password passed; groups unproved; ");
  platform.secret = box->seal("Other1");
  BOOST_TEST(!check());
  BOOST_TEST(steps.find("master password failed") != std::string::npos, steps);
  platform.secret = box->seal("a|b");
  BOOST_TEST(!check());
  BOOST_TEST(steps == "settings failed; ");
}

BOOST_AUTO_TEST_CASE(a_server_that_does_not_know_us) {
  simulator.set({{"caller_is_foreign", true}});
  BOOST_TEST(!check());
  BOOST_TEST(steps == "connection passed; WebRegistration failed; ");
  BOOST_TEST(remedy.find("Master IP") != std::string::npos, remedy);
  simulator.set({{"caller_is_foreign", false}});
  simulator.add_fault("NEWACCOUNT", "hang_after", {{"seconds", 2}});
  BOOST_TEST(!check());
  BOOST_TEST(steps == "connection passed; WebRegistration failed; ");
  BOOST_TEST(failure.starts_with("timeout"), failure);
}

BOOST_AUTO_TEST_CASE(nobody_at_the_port) {
  platform.port = 1;
  BOOST_TEST(!check());
  BOOST_TEST(steps == "connection failed; ");
}

BOOST_AUTO_TEST_SUITE_END()
