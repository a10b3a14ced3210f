// The steps of an MT5 platform's check.
#include <algorithm>
#include <array>

#include "trading/accounts/account_secrets.hpp"
#include "trading/checks/check_steps.hpp"
#include "trading/wire/tcp_connection.hpp"

namespace latchkey::trading {
namespace {

struct Advice {
  std::string_view sign;  // a failure's code, or a part of the TLS library's words
  std::string_view remedy;
};

constexpr std::string_view api_password =
    "check the manager's login and its API password, which is not its terminal password (latchkey platform change "
    "--manager, set-secret), and that the manager may use the Web API";

constexpr std::array<Advice, 9> sign_in_advices{{
    {"sign_in_refused", api_password},
    {"mt5_1001", api_password},
    {"fake_server",
     "this is not the server that knows the manager's API password: nothing was sent to it; check host, port and "
     "certificate"},
    {"mt5_1002", "enable the manager's account on the server"},
    {"mt5_1007", "connect to an access server of the platform, not to another of its servers"},
    {"mt5_1011", "give the account a manager's configuration on the server"},
    {"mt5_1012", "allow this machine's address in the manager's list on the server"},
    {"mt5_1024", "allow the manager this kind of connection (Web API) on the server"},
    {"mt5_8", "give the manager the right to connect"},
}};

constexpr std::array<Advice, 4> tls_advices{{
    {"subject name", "enter the name of the certificate as the host, or pin the certificate (--pin)"},
    {"expired", "renew the certificate on the server"},
    {"certificate file", "the CA file cannot be read: check its path and who may read it"},
    {"CAfile", "the CA file cannot be read: check its path and who may read it"},
}};

template <std::size_t Count>
std::string find_advice(const std::array<Advice, Count>& advices, std::string_view text, std::string_view otherwise) {
  for (const auto& advice : advices) {
    if (text.find(advice.sign) != std::string_view::npos) return std::string(advice.remedy);
  }
  return std::string(otherwise);
}

std::string address_of(const Platform& platform) { return platform.host + ":" + std::to_string(platform.port); }

std::string tls_remedy(const Platform& platform, const Failure& failure) {
  const std::string compare = "; on the server's side `openssl s_client -connect " + address_of(platform) +
                              " </dev/null | openssl x509 -noout -fingerprint -sha256` tells the fingerprint";
  if (platform.pinned_fingerprint) {
    return "the server shows another certificate than the pinned one: if it was renewed, pin the new one (latchkey "
           "platform change --pin)" +
           compare;
  }
  return find_advice(tls_advices, failure.detail,
                     "name the file of the authority that signed the certificate (latchkey platform change --ca), or "
                     "pin a certificate that signed itself (--pin)" +
                         compare);
}

bool takes_connections(const Platform& platform) {
  return TcpConnection().open(platform.host, platform.port,
                              std::chrono::steady_clock::now() + platform.connect_timeout);
}

// Tells a failure of the sign-in under the step in which it happened: connection, TLS or sign-in.
void tell_sign_in_failure(CheckSteps& steps, const Platform& platform, const Failure& failure) {
  const bool has_no_session = failure.code == "connect" || failure.code == "connect_timeout";
  if (has_no_session && !takes_connections(platform)) {
    return steps.fail("connection", words_of(failure), std::string(connection_remedy));
  }
  steps.pass("connection", address_of(platform));
  if (failure.code == "tls") return steps.fail("TLS", words_of(failure), tls_remedy(platform, failure));
  if (has_no_session) {
    return steps.fail("TLS", words_of(failure),
                      "something answers there, but speaks no TLS: check that this is the port of the access server's "
                      "Web API (HTTPS), and that no proxy stands in between");
  }
  steps.pass("TLS", platform.pinned_fingerprint ? "the pinned certificate" : "a trusted certificate");
  steps.fail(
      "sign-in", words_of(failure),
      find_advice(sign_in_advices, failure.code,
                  "try again later; if it stays so, see the access server's journal for this machine's address"));
}

bool check_sign_in(CheckSteps& steps, const Platform& platform, Mt5Client& client) {
  const auto signed_in = client.sign_in();
  if (const auto* failure = std::get_if<Failure>(&signed_in)) {
    tell_sign_in_failure(steps, platform, *failure);
    return false;
  }
  steps.pass("connection", address_of(platform));
  steps.pass("TLS", platform.pinned_fingerprint ? "the pinned certificate" : "a trusted certificate");
  steps.pass("sign-in", "as manager " + platform.manager_login + "; the server has proved itself too");
  return true;
}

std::string group_remedy(const Failure& failure) {
  if (failure.outcome == Outcome::absent || failure.code == "mt5_8" || failure.code == "value_group") {
    return "check its name on the server, letter by letter (in a shell, quote it: 'real\\standard'), and assign the "
           "group to the manager; then latchkey platform group change";
  }
  if (failure.code.starts_with("http_40")) return "give the manager the right to see groups";
  return "the session broke off: test again; if it stays so, see the access server's journal";
}

// Tells whether accounts can be opened in the group. False when the server does not let us see it.
bool check_group(CheckSteps& steps, const PlatformGroup& group, Mt5Client& client) {
  const std::string name = "group " + group.name;
  const auto result = client.find_group(group.name);
  if (const auto* failure = std::get_if<Failure>(&result)) {
    steps.fail(name,
               failure->outcome == Outcome::absent ? "the server has no such group, or the manager may not see it"
                                                   : words_of(*failure),
               group_remedy(*failure));
    return false;
  }
  const auto& found = std::get<Mt5Group>(result);
  if (found.currency != group.currency) {
    steps.fail(name, "its currency is " + found.currency + ", but it is mapped for " + group.currency,
               "map " + group.currency + " to a group that is kept in it: latchkey platform group change");
  } else if (found.least_password > platform_password_length) {
    steps.fail(
        name, "it wants passwords of at least " + std::to_string(found.least_password) + " characters",
        "ours have " + std::to_string(platform_password_length) + ": lower the group's minimum on the server to that");
  } else {
    steps.pass(name, found.currency);
  }
  return true;
}

// The login of the newest account in these groups; 0 when they have none.
Result<std::uint64_t> find_newest_login(const std::vector<std::string>& groups, Mt5Client& client) {
  std::uint64_t newest = 0;
  for (const auto& group : groups) {
    const auto listed = client.list_logins(group);
    if (const auto* failure = std::get_if<Failure>(&listed)) return *failure;
    for (const auto login : std::get<std::vector<std::uint64_t>>(listed)) newest = std::max(newest, login);
  }
  return newest;
}

void check_personal_data(CheckSteps& steps, const std::vector<std::string>& groups, Mt5Client& client) {
  static constexpr const char* name = "personal data";
  static constexpr const char* session_remedy = "check that the manager may see accounts, and test again";
  const auto newest = find_newest_login(groups, client);
  if (const auto* failure = std::get_if<Failure>(&newest)) return steps.fail(name, words_of(*failure), session_remedy);
  const auto login = std::get<std::uint64_t>(newest);
  if (login == 0) {
    return steps.leave_open(name, "no mapped group has an account to look at",
                            "open one by hand in a mapped group, or create a first customer with an account, and test "
                            "again");
  }
  const auto account = client.find_account(login);
  if (const auto* failure = std::get_if<Failure>(&account)) return steps.fail(name, words_of(*failure), session_remedy);
  const auto& seen = std::get<Mt5Account>(account);
  if (!seen.name.empty() || !seen.comment.empty()) {
    return steps.pass(name, "account " + std::to_string(login) + " can be read back");
  }
  steps.fail(name, "the server hides name and comment of account " + std::to_string(login),
             "give the manager the right to personal data: without it an account whose answer was lost cannot be found "
             "again");
}

}  // namespace

void check_mt5(CheckSteps& steps, const Platform& platform, const std::vector<PlatformGroup>& groups,
               Mt5Client& client) {
  if (!check_sign_in(steps, platform, client)) return;
  std::vector<std::string> seen;
  for (const auto& group : groups) {
    if (check_group(steps, group, client)) seen.push_back(group.name);
    if (!client.is_signed_in()) return;
  }
  if (!seen.empty()) check_personal_data(steps, seen, client);
  client.sign_out();
}

}  // namespace latchkey::trading
