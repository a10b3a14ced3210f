// Keeps the daemons of the stack still while a test counts or compares what the handlers alone do to the database.
#pragma once
#include <string>

#include "support/command.hpp"
#include "support/stack.hpp"

namespace latchkey::test {

// Stops the processes of the provisioner and the courier; they go on when it ends.
struct StillDaemons {
  StillDaemons() { tell("STOP"); }
  ~StillDaemons() { tell("CONT"); }
  StillDaemons(const StillDaemons&) = delete;
  StillDaemons& operator=(const StillDaemons&) = delete;
  StillDaemons(StillDaemons&&) = delete;
  StillDaemons& operator=(StillDaemons&&) = delete;

 private:
  static void tell(const std::string& signal) {
    for (const char* daemon : {"provisioner", "courier"}) {
      static_cast<void>(run("pkill -" + signal + " -P " + std::to_string(Stack::shared().pid_of(daemon))));
    }
  }
};

}  // namespace latchkey::test
