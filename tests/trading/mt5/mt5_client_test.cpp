#include "trading/mt5/mt5_client.hpp"

#include <boost/test/unit_test.hpp>
#include <thread>

#include "crypto/encoding.hpp"
#include "trading/mt5/challenge.hpp"
#include "trading/simulator.hpp"

using namespace latchkey;
using namespace latchkey::trading;
using nlohmann::json;
using test::Simulator;
using test::SimulatorKind;

namespace {

Mt5NewAccount account(const std::string& tag = "lktag") {
  return {"demo\\forex-usd", "Maria Rossi", "maria@example.com", "+35799123456", 100, "Abcdef1!", "Ghijkl2!", tag};
}

template <class T>
Failure failure_of(const Result<T>& result) {
  const auto* failure = std::get_if<Failure>(&result);
  return failure == nullptr ? Failure{Outcome::absent, "it worked", ""} : *failure;
}

template <class T>
bool works(const Result<T>& result) {
  return std::holds_alternative<T>(result);
}

struct Server {
  Server() : simulator(SimulatorKind::mt5), client(simulator.mt5()) {}
  void sign_in() { BOOST_REQUIRE(works(client.sign_in())); }
  Simulator simulator;
  Mt5Client client;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(mt5_client, Server)

BOOST_AUTO_TEST_CASE(an_account_is_opened_looked_up_and_proved_on_one_connection) {
  sign_in();
  const auto added = client.add_account(account());
  BOOST_REQUIRE(works(added));
  const auto login = std::get<Mt5Account>(added).login;
  const auto found = std::get<Mt5Account>(client.find_account(login));
  BOOST_TEST(found.comment == "lktag");
  BOOST_TEST(found.group == "demo\\forex-usd");
  BOOST_TEST(found.leverage == 100U);
  BOOST_TEST(std::get<std::vector<std::uint64_t>>(client.list_logins("demo\\forex-usd")) == std::vector{login});
  BOOST_TEST(std::get<std::vector<std::uint64_t>>(client.list_logins("demo\\forex-eur")).empty());
  BOOST_TEST(std::get<std::vector<Mt5Account>>(client.find_accounts(std::vector{login})).at(0).comment == "lktag");
  BOOST_TEST(works(client.check_password(login, {Mt5Password::Kind::main, "Abcdef1!"})));
  BOOST_TEST(failure_of(client.check_password(login, {Mt5Password::Kind::main, "Wrong"})).code == "mt5_3006");
  const Mt5Password fresh{Mt5Password::Kind::investor, "Mnopqr3!"};
  BOOST_TEST(failure_of(client.check_password(login, fresh)).code == "mt5_3006");
  BOOST_TEST(works(client.change_password(login, fresh)));
  BOOST_TEST(works(client.change_password(login, fresh)));
  BOOST_TEST(works(client.check_password(login, fresh)));
  BOOST_TEST(works(client.check_password(login, {Mt5Password::Kind::main, "Abcdef1!"})));
  BOOST_TEST(failure_of(client.change_password(login, {Mt5Password::Kind::main, "short"})).code == "value_password");
  BOOST_TEST((failure_of(client.change_password(login + 1, fresh)).outcome == Outcome::absent));
  BOOST_TEST((failure_of(client.find_account(login + 1)).outcome == Outcome::absent));
  BOOST_TEST(std::get<Mt5Group>(client.find_group("demo\\forex-eur")).currency == "EUR");
  BOOST_TEST((failure_of(client.find_group("demo\\none")).outcome == Outcome::absent));
  BOOST_TEST(works(client.ping()));
  BOOST_TEST(client.is_signed_in());
  BOOST_TEST(simulator.count("connections") == 1);
  const auto stored = simulator.accounts().at(0);
  BOOST_TEST(stored.at("Rights") == "483");
  BOOST_TEST(stored.at("Name") == "Maria Rossi");
}

BOOST_AUTO_TEST_CASE(a_server_that_cannot_prove_itself_gets_no_request) {
  simulator.set({{"fake", true}});
  const auto failure = failure_of(client.sign_in());
  BOOST_TEST(failure.code == "fake_server");
  BOOST_TEST((failure.outcome == Outcome::refused_for_good));
  BOOST_TEST((failure_of(client.add_account(account())).outcome == Outcome::not_sent));
  BOOST_TEST(simulator.count_command("/api/user/add") == 0);
}

BOOST_AUTO_TEST_CASE(wrong_credentials_are_for_an_administrator) {
  auto settings = simulator.mt5();
  settings.secret = "password1";
  Mt5Client wrong_password(settings);
  BOOST_TEST(failure_of(wrong_password.sign_in()).code == "sign_in_refused");
  settings = simulator.mt5();
  settings.manager_login = "1001";
  Mt5Client wrong_login(settings);
  BOOST_TEST(failure_of(wrong_login.sign_in()).code == "mt5_1001");
  BOOST_TEST((failure_of(wrong_login.sign_in()).outcome == Outcome::refused_for_good));
}

BOOST_AUTO_TEST_CASE(a_certificate_that_is_not_trusted_ends_it) {
  auto settings = simulator.mt5();
  settings.https.trust = {};  // the system's authorities do not know it
  Mt5Client stranger(settings);
  BOOST_TEST(failure_of(stranger.sign_in()).code == "tls");
  settings.https.trust.pinned_fingerprint = std::string(32, 'x');
  Mt5Client wrong_pin(settings);
  BOOST_TEST(failure_of(wrong_pin.sign_in()).code == "tls");
  settings = simulator.mt5();
  settings.https.host = "localhost";  // not a name of the certificate
  Mt5Client other_name(settings);
  BOOST_TEST(failure_of(other_name.sign_in()).code == "tls");
  BOOST_TEST(simulator.count("sign_ins") == 0);
}

BOOST_AUTO_TEST_CASE(a_pinned_certificate_needs_no_authority_and_no_name) {
  const auto printed =
      test::run("openssl x509 -noout -fingerprint -sha256 -in " + test::quoted(simulator.certificate_file())).output;
  std::string digits = printed.substr(printed.find('=') + 1);
  std::erase_if(digits, [](char c) { return c == ':' || c == '\n'; });
  auto settings = simulator.mt5();
  settings.https.host = "localhost";
  settings.https.trust = {"", crypto::parse_hex(digits)};
  Mt5Client pinned(settings);
  BOOST_TEST(works(pinned.sign_in()));
}

BOOST_AUTO_TEST_CASE(nobody_at_the_port_means_that_nothing_was_sent) {
  simulator.restart(1);
  const auto failure = failure_of(client.sign_in());
  BOOST_TEST((failure.outcome == Outcome::not_sent));
  BOOST_TEST(failure.code == "connect");
}

BOOST_AUTO_TEST_CASE(a_silent_server_ends_in_a_timeout) {
  auto settings = simulator.mt5();
  settings.https.request_timeout = std::chrono::milliseconds{300};
  Mt5Client impatient(settings);
  BOOST_REQUIRE(works(impatient.sign_in()));
  simulator.add_fault("/api/user/add", "hang_after", {{"seconds", 2}});
  const auto failure = failure_of(impatient.add_account(account()));
  BOOST_TEST(failure.code == "timeout");
  BOOST_TEST((failure.outcome == Outcome::unclear));
  BOOST_TEST(simulator.accounts().size() == 1U);
}

// When a kept-alive connection closes without an answer, libcurl would send the request again, and that could open a
// second account. The simulator counts the requests and the connections.
BOOST_AUTO_TEST_CASE(a_request_is_never_sent_twice) {
  for (const char* kind : {"drop_after", "reset_after", "drop_before"}) {
    BOOST_TEST_CONTEXT(kind) {
      sign_in();
      const int asked = simulator.count_command("/api/user/add");
      const int connections = simulator.count("connections");
      simulator.add_fault("/api/user/add", kind);
      const auto failure = failure_of(client.add_account(account()));
      BOOST_TEST((failure.outcome == Outcome::unclear));
      BOOST_TEST(!client.is_signed_in());
      BOOST_TEST(simulator.count_command("/api/user/add") == asked + 1);
      BOOST_TEST(simulator.count("connections") == connections);
    }
  }
  BOOST_TEST(simulator.accounts().size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_session_that_the_server_has_closed_is_noticed_before_sending) {
  sign_in();
  simulator.restart(0.1);
  std::this_thread::sleep_for(std::chrono::milliseconds{500});
  const auto failure = failure_of(client.add_account(account()));
  BOOST_TEST(failure.code == "session_lost");
  BOOST_TEST((failure.outcome == Outcome::not_sent));
  BOOST_TEST(simulator.accounts().empty());
  sign_in();
  BOOST_TEST(works(client.add_account(account())));
}

BOOST_AUTO_TEST_CASE(faults_come_out_as_what_they_may_have_done) {
  struct Row {
    const char* kind;
    json more;
    Outcome outcome;
    const char* code;
  };
  const Row table[] = {{"code", {{"code", 1018}}, Outcome::refused_for_now, "mt5_1018"},
                       {"code", {{"code", 15}}, Outcome::refused_for_now, "mt5_15"},
                       {"code", {{"code", 8}}, Outcome::refused_for_good, "mt5_8"},
                       {"code_after", {{"code", 9}}, Outcome::unclear, "mt5_9"},
                       {"garbage_after", json::object(), Outcome::unclear, "garbage"},
                       {"garbage_before", json::object(), Outcome::unclear, "garbage"},
                       {"http_after", {{"status", 502}}, Outcome::unclear, "http_502"},
                       {"http", {{"status", 302}}, Outcome::unclear, "http_302"},
                       {"forget", json::object(), Outcome::refused_for_now, "http_403"}};
  for (const auto& row : table) {
    BOOST_TEST_CONTEXT(row.kind << " " << row.more) {
      sign_in();
      simulator.add_fault("/api/user/add", row.kind, row.more);
      const auto failure = failure_of(client.add_account(account()));
      BOOST_TEST((failure.outcome == row.outcome));
      BOOST_TEST(failure.code == row.code);
    }
  }
}

BOOST_AUTO_TEST_CASE(slow_bytes_and_split_segments_are_read_to_the_end) {
  simulator.set({{"split", true}});
  sign_in();
  simulator.add_fault("/api/user/add", "slow", {{"seconds", 0.5}});
  BOOST_TEST(works(client.add_account(account())));
}

BOOST_AUTO_TEST_CASE(values_the_server_would_cut_are_not_sent) {
  sign_in();
  auto wanted = account();
  wanted.group = "*";
  BOOST_TEST(failure_of(client.add_account(wanted)).code == "value_group");
  BOOST_TEST(failure_of(client.list_logins("*")).code == "value_group");
  BOOST_TEST(simulator.count_command("/api/user/add") == 0);
}

BOOST_AUTO_TEST_CASE(leaving_is_told_to_the_server) {
  sign_in();
  client.sign_out();
  BOOST_TEST(simulator.count_command("/api/quit") == 1);
  BOOST_TEST((failure_of(client.ping()).outcome == Outcome::not_sent));
}

BOOST_AUTO_TEST_SUITE_END()
