// Proves a platform's settings step by step, for the person who enters them.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "trading/platforms/platform.hpp"

namespace latchkey::trading {

enum class StepResult {
  passed,
  failed,
  unproved,  // nothing speaks against it, but nothing can prove it yet
};

struct CheckStep {
  std::string name;  // e.g. "sign-in", "group demo\forex-usd"
  StepResult result = StepResult::passed;
  std::string found;   // what was seen
  std::string remedy;  // what to do; empty when passed
};

[[nodiscard]] std::string_view name_of(StepResult result);

// Asks the server step by step, and tells each step as soon as it is done. Stops after a step without which the later
// ones cannot succeed. Opens no account. True when no step has failed.
//
// MT5: the connection, TLS, the sign-in, in which both sides prove themselves, every mapped group with its currency and
// its rule for passwords, and whether personal data can be read back, without which a lost account cannot be found.
// MT4: the connection, and whether the WebRegistration plug-in answers this machine. MetaQuotes' own plug-in does not
// tell whether the master password and the groups' numbers are right.
[[nodiscard]] bool check_platform(const Platform& platform, const std::vector<PlatformGroup>& groups,
                                  const SecretKeeper& keeper, const std::function<void(const CheckStep&)>& tell);

}  // namespace latchkey::trading
