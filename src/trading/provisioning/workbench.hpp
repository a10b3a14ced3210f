// What the steps of provisioning work with.
#pragma once
#include <functional>

#include "base/secret_keeper.hpp"
#include "base/uuid.hpp"
#include "db/connection.hpp"
#include "trading/platforms/pace.hpp"

namespace latchkey::trading {

// The moments between the parts of a request.
enum class SendStep {
  sending,   // stored that a request goes out; it was not sent yet
  half_way,  // of two passwords that are renewed, the platform has taken one
  answered,  // the platform has answered; nothing of it was stored yet
  stored,    // the answer was stored
};

// Outlives the workers that use it.
struct Workbench {
  db::Connection& db;
  const SecretKeeper& keeper;
  Pace pace;
  Uuid holder = Uuid::make();  // this process, as platform_circuits.holder names it
  // Called at each of these moments. Tests end the process there.
  std::function<void(SendStep)> at_step = [](SendStep) {};
  bool mails_customers = false;  // about accounts that it has opened
};

}  // namespace latchkey::trading
