// `latchkey secrets rotate`: gives everything that is sealed in the database a new key.
//
// When it is cut off, at whatever point, nothing is lost and it can be run again: until its last step the key file
// holds every key that is in use. Programs that are running read a new key file by themselves.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/audit_log.hpp"

namespace latchkey::cli {

// A secret that no key of the file opens.
struct LostSecret {
  std::string subject;  // for the administrator, e.g. `the secret of platform MT5 Live`
  std::string remedy;
};

struct Rotation {
  bool has_made_file = false;
  bool has_added_key = false;  // false when it has gone on with a rotation that was cut off
  std::size_t resealed = 0;    // rows
  std::vector<LostSecret> lost;
};

// Makes the key file when it is not there. Otherwise puts a new key before the others (or goes on where the last run
// was cut off), seals every platform secret, account password and second factor with it, and drops the keys that
// nothing is sealed with any more. Gives nothing when another rotation is running, on whichever machine. Throws
// Refusal when the newest rotation was done with another key file than this machine's, and its key is in use, unless
// that is `lost_key`; Unavailable when the database is away, a provisioner stays too long in a step, or another
// rotation has taken over; and std::runtime_error when the key file cannot be read or written.
[[nodiscard]] std::optional<Rotation> rotate_secret_keys(db::Connection& db, const audit::Actor& actor,
                                                         const std::string& key_file, std::string_view lost_key = {});

// The first half alone, for several machines: puts the new key into the file, which can then be copied to the other
// machines before anything is sealed again. Gives nothing and throws as rotate_secret_keys() does.
[[nodiscard]] std::optional<Rotation> prepare_secret_keys(db::Connection& db, const audit::Actor& actor,
                                                          const std::string& key_file);

}  // namespace latchkey::cli
