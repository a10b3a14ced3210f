// systemd's units of the package.
#pragma once
#include "config/config.hpp"

namespace latchkey::cli {

enum class UnitsOutcome { started, no_units };

// Enables and starts the handlers with their sockets, the provisioner, the courier where it has a database account (a
// configuration of an older version names none), and the nightly timer. What runs already goes on
// as it is. `no_units` where systemd does not run, where the package's units are not installed, and for another
// configuration than theirs. Throws Refusal when systemd fails.
[[nodiscard]] UnitsOutcome start_units(const Config& config);

}  // namespace latchkey::cli
