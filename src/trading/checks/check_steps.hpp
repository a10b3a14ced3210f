// What the checks of MT4 and MT5 platforms share.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "trading/checks/platform_check.hpp"
#include "trading/mt4/mt4_client.hpp"
#include "trading/mt5/mt5_client.hpp"

namespace latchkey::trading {

// Tells each step, and remembers whether one has failed.
class CheckSteps {
 public:
  explicit CheckSteps(const std::function<void(const CheckStep&)>& tell) : tell_(tell) {}

  void pass(const std::string& name, const std::string& found) { tell_({name, StepResult::passed, found, ""}); }
  void leave_open(const std::string& name, const std::string& found, const std::string& remedy) {
    tell_({name, StepResult::unproved, found, remedy});
  }
  void fail(const std::string& name, const std::string& found, const std::string& remedy) {
    has_failed_ = true;
    tell_({name, StepResult::failed, found, remedy});
  }
  [[nodiscard]] bool has_failed() const { return has_failed_; }

 private:
  const std::function<void(const CheckStep&)>& tell_;
  bool has_failed_ = false;
};

// The failure as `code: detail`.
[[nodiscard]] std::string words_of(const Failure& failure);

inline constexpr std::string_view connection_remedy =
    "check host and port, the name server, the firewalls on both sides, and that the server runs";

void check_mt5(CheckSteps& steps, const Platform& platform, const std::vector<PlatformGroup>& groups,
               Mt5Client& client);
void check_mt4(CheckSteps& steps, const Platform& platform, const std::vector<PlatformGroup>& groups,
               Mt4Client& client);

}  // namespace latchkey::trading
