#include "platforms/platform_check.hpp"

#include <algorithm>
#include <array>

#include "platforms/account_secrets.hpp"

namespace latchkey::platforms {
namespace {

struct Advice {
  std::string_view code;
  std::string_view remedy;
};

constexpr std::array<Advice, 12> advices{{
    {"connect", "check host and port, the firewall on both sides, and that the access server runs"},
    {"timeout", "check host and port, and that nothing on the way drops the packets"},
    {"tls", "name the certificate's authority with --ca, or pin a certificate that signed itself with --pin"},
    {"sign_in_refused",
     "check the manager's login and its API password (not its terminal password), and allow it the Web API"},
    {"fake_server", "this is not the server that knows the manager's API password: check host, port and certificate"},
    {"mt5_1001", "check the manager's login and its API password, which is not its terminal password"},
    {"mt5_1002", "enable the manager's account"},
    {"mt5_1007", "connect to an access server of the platform, not to another of its servers"},
    {"mt5_1011", "give the account a manager's configuration"},
    {"mt5_1012", "allow this machine's address for the manager"},
    {"mt5_1024", "allow this kind of connection for the manager"},
    {"mt5_8", "assign the group to the manager, and check its name"},
}};

std::string remedy_for(const Failure& failure) {
  const auto* advice = std::ranges::find(advices, failure.code, &Advice::code);
  return std::string(advice == advices.end() ? "see the server's journal, and try again" : advice->remedy);
}

std::string words(const Failure& failure) { return failure.code + ": " + failure.detail; }

// Failures before the server could speak for itself.
bool concerns_connection(const Failure& failure) {
  return failure.code == "connect" || failure.code == "timeout" || failure.code == "tls" ||
         failure.code == "connection_lost";
}

class Check {
 public:
  explicit Check(const std::function<void(const CheckStep&)>& tell) : tell_(tell) {}

  void pass(const std::string& name, const std::string& found) { tell_({name, StepResult::passed, found, ""}); }
  void leave_open(const std::string& name, const std::string& found, const std::string& remedy) {
    tell_({name, StepResult::unproved, found, remedy});
  }
  void fail(const std::string& name, const std::string& found, const std::string& remedy) {
    has_failed_ = true;
    tell_({name, StepResult::failed, found, remedy});
  }
  void fail(const std::string& name, const Failure& failure) { fail(name, words(failure), remedy_for(failure)); }
  [[nodiscard]] bool has_failed() const { return has_failed_; }

 private:
  const std::function<void(const CheckStep&)>& tell_;
  bool has_failed_ = false;
};

bool check_sign_in(Check& check, const Platform& platform, Mt5Client& client) {
  const std::string where = platform.host + ":" + std::to_string(platform.port);
  const auto signed_in = client.sign_in();
  const auto* failure = std::get_if<Failure>(&signed_in);
  if (failure != nullptr && concerns_connection(*failure)) {
    check.fail("connection", *failure);
    return false;
  }
  check.pass("connection", where + ", " + (platform.pinned_fingerprint ? "pinned certificate" : "trusted certificate"));
  if (failure != nullptr) {
    check.fail("sign-in", *failure);
    return false;
  }
  check.pass("sign-in", "as manager " + platform.manager_login + "; the server has proved itself too");
  return true;
}

void check_group(Check& check, const PlatformGroup& group, Mt5Client& client) {
  const std::string name = "group " + group.name;
  const auto result = client.find_group(group.name);
  if (const auto* failure = std::get_if<Failure>(&result)) {
    if (failure->outcome != Outcome::absent) return check.fail(name, *failure);
    return check.fail(name, "the server has no such group, or the manager may not see it",
                      "check its name, and assign it to the manager");
  }
  const auto& found = std::get<Mt5Group>(result);
  const std::size_t password_length = make_platform_password().size();
  if (found.currency != group.currency) {
    check.fail(name, "its currency is " + found.currency + ", mapped as " + group.currency,
               "map the currency to a group that is kept in it");
  } else if (found.least_password > password_length) {
    check.fail(name, "it wants passwords of " + std::to_string(found.least_password) + " characters",
               "lower the group's least password length to " + std::to_string(password_length));
  } else {
    check.pass(name, found.currency);
  }
}

// The first account of a mapped group, looked at.
void check_personal_data(Check& check, const std::vector<PlatformGroup>& groups, Mt5Client& client) {
  static constexpr const char* name = "personal data";
  for (const auto& group : groups) {
    const auto listed = client.list_logins(group.name);
    const auto* logins = std::get_if<std::vector<std::uint64_t>>(&listed);
    if (logins == nullptr || logins->empty()) continue;
    const auto account = client.find_account(logins->front());
    if (const auto* failure = std::get_if<Failure>(&account)) return check.fail(name, *failure);
    const auto& seen = std::get<Mt5Account>(account);
    if (!seen.name.empty() || !seen.comment.empty()) return check.pass(name, "can be read back");
    return check.fail(name, "the server hides names and comments",
                      "give the manager the right to personal data: without it an account whose answer was lost cannot "
                      "be found again");
  }
  check.leave_open(name, "no group has an account to look at", "test again once the first account is there");
}

void check_mt5(Check& check, const Platform& platform, const std::vector<PlatformGroup>& groups, Mt5Client& client) {
  if (!check_sign_in(check, platform, client)) return;
  for (const auto& group : groups) check_group(check, group, client);
  check_personal_data(check, groups, client);
  client.sign_out();
}

// A group that no plug-in has, so that nothing is opened.
void check_mt4(Check& check, const Platform& platform, const SecretKeeper& keeper) {
  static constexpr std::uint64_t no_group = 9999;
  static constexpr const char* plug_in = "WebRegistration";
  Mt4Client client(make_mt4_settings(platform, keeper));
  Mt4NewAccount account;
  account.customer_address = "192.0.2.1";
  account.group_index = no_group;
  account.name = "Latchkey test";
  account.password = make_platform_password();
  account.investor_password = make_platform_password();
  account.tag = make_account_tag();
  const auto result = client.add_account(account);
  const auto* failure = std::get_if<Failure>(&result);
  if (failure != nullptr && failure->code == "connect") return check.fail("connection", *failure);
  check.pass("connection", platform.host + ":" + std::to_string(platform.port) + ", in clear text");
  if (failure != nullptr && failure->code == "mt4_invalid_data") {
    check.pass(plug_in, "answers us");
    return check.leave_open("master password", "the plug-in does not tell a wrong password from a wrong group",
                            "create a first customer with an account, and look at latchkey account show");
  }
  check.fail(
      plug_in, failure == nullptr ? "it opened an account in group 9999" : words(*failure),
      "install the plug-in, and enter this machine's address as its Master IP and in the server's access list for "
      "web services");
}

}  // namespace

std::string_view name_of(StepResult result) {
  return result == StepResult::passed ? "passed" : result == StepResult::failed ? "failed" : "unproved";
}

bool check_platform(const Platform& platform, const std::vector<PlatformGroup>& groups, const SecretKeeper& keeper,
                    const std::function<void(const CheckStep&)>& tell) {
  Check check(tell);
  try {
    if (platform.kind == PlatformKind::mt4) {
      check_mt4(check, platform, keeper);
    } else {
      Mt5Client client(make_mt5_settings(platform, keeper));
      check_mt5(check, platform, groups, client);
    }
  } catch (const std::exception& error) {  // a secret that does not open, an unknown code page
    check.fail("settings", error.what(), "latchkey platform set-secret, or put the key file back");
  }
  if (groups.empty()) check.fail("groups", "no group is mapped", "latchkey platform group add");
  return !check.has_failed();
}

}  // namespace latchkey::platforms
