// The platform passwords of an account, which are given out once and erased.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <variant>

#include "base/uuid.hpp"
#include "crypto/secret_token.hpp"
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

inline constexpr std::chrono::seconds shown_again_for{60};

struct RevealRequest {
  std::string key_file;
  Uuid account_id;
  std::string actor;                                              // for the account's history
  std::optional<crypto::SecretToken> form_cookie = std::nullopt;  // by which a browser is known again
};

// Reads, opens and erases the passwords of a created account in one transaction, which adds a line to the account's
// history. When several calls run at once, exactly one of them gets the passwords.
//
// A browser may send the form a second time before it has the first answer (double click, reload), and shows the second
// answer alone. So within shown_again_for the browser that has got the passwords gets them once more. It is known by
// its form cookie: for that time the database holds them sealed with a key that is derived from this cookie, which
// nobody but the browser has. Without a form cookie they are given once.
//
// With KeyMissing, and when Unavailable is thrown, nothing was erased, with one exception: when the database is lost in
// the middle of the COMMIT and is still away afterwards, nobody can tell whether the passwords were erased.
[[nodiscard]] RevealOutcome reveal_passwords(db::Connection& db, const RevealRequest& request);

}  // namespace latchkey::members
