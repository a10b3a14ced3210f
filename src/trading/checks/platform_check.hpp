// Proves a platform's settings step by step, for the person who enters them.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "trading/platforms/platform_store.hpp"

namespace latchkey::trading {

enum class StepResult {
  passed,
  failed,
  unproved,  // nothing speaks against it, but it cannot be shown yet
};

struct CheckStep {
  std::string name;  // e.g. "sign-in", "group demo\forex-usd"
  StepResult result = StepResult::passed;
  std::string found;   // what was seen
  std::string remedy;  // what to do; empty when passed
};

[[nodiscard]] std::string_view name_of(StepResult result);

// Asks the server, telling each step as soon as it is done; stops where later steps could not succeed. MT5: connection,
// TLS, sign-in in both directions, every mapped group with its currency and password rule, and that personal data can
// be read back, on which finding an account again depends. MT4: connection, and that the WebRegistration plug-in
// answers us; the stock plug-in does not tell whether master password and group numbers are right. Opens no account.
// Returns whether no step has failed.
[[nodiscard]] bool check_platform(const Platform& platform, const std::vector<PlatformGroup>& groups,
                                  const SecretKeeper& keeper, const std::function<void(const CheckStep&)>& tell);

}  // namespace latchkey::trading
