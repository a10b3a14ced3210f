// The steps of an MT4 platform's check.
#include <algorithm>

#include "trading/checks/check_steps.hpp"

namespace latchkey::trading {
namespace {

constexpr const char* connection = "connection";
constexpr const char* plug_in = "WebRegistration";
constexpr const char* master_password = "master password";

constexpr const char* silence_remedy =
    "enter this machine's address as the plug-in's Master IP and in the server's access list for web services (behind "
    "a tunnel: the address of the tunnel's far end), and check that the plug-in is installed and has a group";

// Whether this is what comes in place of the plug-in's answer when it does not take this machine for its master.
bool is_silence(const Failure& failure) {
  static constexpr std::string_view codes[] = {"mt4_no_answer", "mt4_unknown_answer", "timeout", "connection_lost",
                                               "garbage"};
  return std::ranges::find(codes, failure.code) != std::end(codes);
}

void check_master_password(CheckSteps& steps, const Failure& failure) {
  if (failure.code == "mt4_wrong_secret") {
    return steps.fail(master_password, words_of(failure), "enter the right one: latchkey platform set-secret");
  }
  // The plug-in checks it first, so one that complains of the group or of the password has taken it.
  if (failure.code == "mt4_wrong_group" || failure.code == "mt4_simple_password") {
    return steps.pass(master_password, "the plug-in takes it");
  }
  steps.leave_open(master_password, "this plug-in does not tell a wrong one from a wrong group",
                   "create a first customer with an account, and see latchkey account show");
}

std::string join_groups(const std::vector<PlatformGroup>& groups) {
  std::string text;
  for (const auto& group : groups) {
    text += (text.empty() ? "" : ", ") + group.name + " for " + group.account_type + " in " + group.currency;
  }
  return text;
}

}  // namespace

void check_mt4(CheckSteps& steps, const Platform& platform, const std::vector<PlatformGroup>& groups,
               Mt4Client& client) {
  const auto result = client.probe();
  const auto* failure = std::get_if<Failure>(&result);
  if (failure != nullptr && failure->code == "value_secret") {
    return steps.fail("settings", words_of(*failure), "enter the right one: latchkey platform set-secret");
  }
  if (failure != nullptr && failure->outcome == Outcome::not_sent) {
    return steps.fail(connection, words_of(*failure), std::string(connection_remedy));
  }
  steps.pass(connection, platform.host + ":" + std::to_string(platform.port) + ", in clear text");
  if (failure == nullptr) {
    return steps.fail(plug_in,
                      "it opened account " + std::to_string(std::get<std::uint64_t>(result)) +
                          " for a request that nobody should take",
                      "remove that account; this is not the WebRegistration plug-in that Latchkey knows");
  }
  if (is_silence(*failure)) return steps.fail(plug_in, words_of(*failure), silence_remedy);
  if (failure->outcome != Outcome::refused_for_good || failure->code == "mt4_unknown_error") {
    return steps.fail(plug_in, words_of(*failure), "this is not the WebRegistration plug-in that Latchkey knows");
  }
  steps.pass(plug_in, "it answers this machine");
  check_master_password(steps, *failure);
  if (groups.empty()) return;
  steps.leave_open("groups", join_groups(groups),
                   "the plug-in does not tell its groups: compare with Group 1, Group 2, … of its settings, empty ones "
                   "not counted");
}

}  // namespace latchkey::trading
