// A renewal of an account's platform passwords on its way: how account_renewals.state goes from one to the next. Each
// step is one transaction and leaves a line in the account's history.
//
//   waiting -> done      the platform has both passwords: the customer may look at them once
//   waiting -> failed    the platform has refused it for good, and the old passwords remain
//   waiting -> manual    nobody has been able to tell for too long, or the stored passwords cannot be read
//
// The passwords are stored before the platform is told of them, and are the same for every try: whatever became of an
// earlier try, a later one brings the account to what is stored. So an unclear answer needs no look, only another try.
//
// What becomes of a try is stored only while the row has the same number of attempts.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "trading/platforms/outcome.hpp"
#include "trading/provisioning/workbench.hpp"

namespace latchkey::trading {

struct RenewalJob {
  Uuid account_id = Uuid();
  Uuid platform_id = Uuid();
  std::uint64_t login = 0;
  std::uint64_t attempts = 0;
  bool is_unclear = false;    // an earlier try may have set a password
  std::string outcome_code;   // of the try before; empty when there was none
  std::string main_password;  // both are empty until begin_renewing() has made them
  std::string investor_password;
};

// The renewal of the platform that has been due for longest. One whose passwords cannot be opened is handed to a
// person, and the next one is taken.
[[nodiscard]] std::optional<RenewalJob> take_due_renewal(db::Connection& db, const Uuid& platform_id,
                                                         const SecretKeeper& keeper);

// Stores that a try is about to be made, and extends the lease. The first call makes the passwords, later calls keep
// them. False when the lease or the row has gone to another process: then nothing may be sent.
[[nodiscard]] bool begin_renewing(Workbench& bench, RenewalJob& job);

// Which passwords the platform has taken.
enum class Renewed { both, main_alone };

// The passwords become those that the customer may look at once; `code` says why the investor password has remained.
// One that he has not looked at yet is kept, unless it is sealed with another key than the new one.
void finish_renewal(db::Connection& db, const RenewalJob& job, Renewed renewed, const Failure& failure = {});

void fail_renewal(db::Connection& db, const RenewalJob& job, const Failure& failure);

// Whether the platform may have taken a password in this try or an earlier one.
enum class Trace { none, possible };

// To be tried again after pace.first_look. Handed to a person when it has been unclear for pace.manual_after.
void put_renewal_back(db::Connection& db, const RenewalJob& job, const Failure& failure, Trace trace, const Pace& pace);

}  // namespace latchkey::trading
