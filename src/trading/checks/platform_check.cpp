#include "trading/checks/platform_check.hpp"

#include <memory>
#include <stdexcept>

#include "trading/checks/check_steps.hpp"

namespace latchkey::trading {
namespace {

// The client; null, and a failed step is told, when the settings are unusable.
template <class Client, class Settings>
std::unique_ptr<Client> make_client(CheckSteps& steps, const Platform& platform, const SecretKeeper& keeper,
                                    Settings make_settings) {
  try {
    return std::make_unique<Client>(make_settings(platform, keeper));
  } catch (const std::invalid_argument& error) {
    steps.fail("settings", error.what(), "choose a code page that iconv knows, e.g. CP1252, CP1251 or GB18030");
  } catch (const std::runtime_error& error) {
    steps.fail("settings", error.what(),
               "put the key file back, or enter the secret again: latchkey platform set-secret");
  }
  return nullptr;
}

}  // namespace

std::string_view name_of(StepResult result) {
  return result == StepResult::passed ? "passed" : result == StepResult::failed ? "failed" : "unproved";
}

std::string words_of(const Failure& failure) { return failure.code + ": " + failure.detail; }

bool check_platform(const Platform& platform, const std::vector<PlatformGroup>& groups, const SecretKeeper& keeper,
                    const std::function<void(const CheckStep&)>& tell) {
  CheckSteps steps(tell);
  if (platform.kind == PlatformKind::mt5) {
    const auto client = make_client<Mt5Client>(steps, platform, keeper, make_mt5_settings);
    if (client) check_mt5(steps, platform, groups, *client);
  } else {
    const auto client = make_client<Mt4Client>(steps, platform, keeper, make_mt4_settings);
    if (client) check_mt4(steps, platform, groups, *client);
  }
  if (groups.empty()) steps.fail("groups", "no group is mapped", "latchkey platform group add");
  return !steps.has_failed();
}

}  // namespace latchkey::trading
