// The platform passwords of an account: given out once, then gone.
#pragma once
#include <string>
#include <variant>

#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::members {

// Never to be logged.
struct PlatformPasswords {
  std::string main;
  std::string investor;  // for watching only
};

struct AlreadyRevealed {};

// The key file cannot be read, or lacks the key; `why` is for the administrator.
struct KeyMissing {
  std::string why;
};

using RevealOutcome = std::variant<PlatformPasswords, AlreadyRevealed, KeyMissing>;

// Reads, opens and erases the passwords of a created account in one transaction, with a line in the account's history
// that names `actor`. Of any number of calls at once exactly one gets them. With KeyMissing, and when Unavailable is
// thrown, nothing was erased; the one exception is a database that was lost in the middle of the COMMIT and is still
// away when asked what became of it: then nobody can tell.
[[nodiscard]] RevealOutcome reveal_passwords(db::Connection& db, const std::string& key_file, const Uuid& account_id,
                                             const std::string& actor);

}  // namespace latchkey::members
