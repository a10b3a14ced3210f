// How the passwords of an account are renewed at MetaTrader 5: the main one first, then the investor's.
#pragma once
#include <chrono>
#include <optional>

#include "trading/mt5/mt5_client.hpp"
#include "trading/provisioning/renewal_job.hpp"

namespace latchkey::trading {

// Makes one try, in the client's session. Returns the failure for which the platform has to be left alone; nothing when
// it has answered, be it with a refusal, or when the renewal is somebody else's. No request is sent that might outlast
// the lease, `request_timeout` being the longest that one takes.
[[nodiscard]] std::optional<Failure> renew_at_mt5(Workbench& bench, Mt5Client& client, RenewalJob job,
                                                  std::chrono::milliseconds request_timeout);

}  // namespace latchkey::trading
