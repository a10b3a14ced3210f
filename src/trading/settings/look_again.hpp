// Trading accounts after a restore from a back-up: the platforms may have opened accounts since the back-up was made,
// of which the database knows nothing.
#pragma once
#include <cstdint>
#include <functional>

#include "audit/audit_log.hpp"
#include "base/secret_keeper.hpp"
#include "db/connection.hpp"

namespace latchkey::trading {

struct LookedAgain {
  std::uint64_t looked_for = 0;
  std::uint64_t to_person = 0;
};

// Every account that is on its way (pending, sending, unclear) leaves the queue. One of MT5 becomes unclear: the
// provisioner looks for its tag, and asks for the account only once it was proved not to be there. An account without a
// tag gets the one that any provisioner would have given it; when it was asked for before provisioners gave every
// account the same tag each time (before migration 0014), it waits for a person. One of MT4, which cannot be asked,
// waits for a person. A failed account of MT5 stays failed, but a person's retry looks for it first.
//
// Each account's history has a line by `actor`, with the code `restored`. In transactions of a hundred accounts; a run
// that was cut off may be repeated. `keeper` is asked for when passwords have to be sealed.
[[nodiscard]] LookedAgain look_again_for_accounts(db::Connection& db, const audit::Actor& actor,
                                                  const std::function<const SecretKeeper&()>& keeper);

}  // namespace latchkey::trading
