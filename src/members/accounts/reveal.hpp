// The platform passwords of an account, which are given out once and erased.
#pragma once
#include <string>
#include <variant>

#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::members {

// Never log them.
struct PlatformPasswords {
  std::string main;
  std::string investor;  // shows the account, but cannot trade
};

struct AlreadyRevealed {};

// The key file cannot be read, or the key is not in it. `why` is for the administrator.
struct KeyMissing {
  std::string why;
};

using RevealOutcome = std::variant<PlatformPasswords, AlreadyRevealed, KeyMissing>;

// Reads, opens and erases the passwords of a created account in one transaction, which adds a line to the account's
// history that names `actor`. When several calls run at once, exactly one of them gets the passwords.
//
// With KeyMissing, and when Unavailable is thrown, nothing was erased, with one exception: when the database is lost in
// the middle of the COMMIT and is still away afterwards, nobody can tell whether the passwords were erased.
[[nodiscard]] RevealOutcome reveal_passwords(db::Connection& db, const std::string& key_file, const Uuid& account_id,
                                             const std::string& actor);

}  // namespace latchkey::members
