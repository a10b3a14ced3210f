// `latchkey secrets rotate`: a new key for everything that is sealed in the database.
//
// Cut off at any point it loses nothing and may be run again: until its last step the key file holds every key that is
// in use, and programs that run take a new file up by themselves.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "audit/audit_log.hpp"

namespace latchkey::cli {

// A secret that no key of the file opens, as an administrator knows it.
struct LostSecret {
  std::string subject;  // e.g. `the secret of platform MT5 Live`
  std::string remedy;
};

struct Rotation {
  bool has_made_file = false;
  bool has_added_key = false;  // false when it went on with a rotation that had been cut off
  std::size_t resealed = 0;    // rows
  std::vector<LostSecret> lost;
};

// Makes the key file when it is not there. Else puts a new key before the others (or goes on where the last run was cut
// off), seals every platform secret, account password and second factor with it, and drops the keys that nothing is
// sealed with any more. Nothing when another rotation is running. Throws Unavailable when the database is away or a
// provisioner is too long in the middle of a step, and std::runtime_error when the key file cannot be read or written.
[[nodiscard]] std::optional<Rotation> rotate_secret_keys(db::Connection& db, const audit::Actor& actor,
                                                         const std::string& key_file);

// The first half for several machines: puts the new key into the file and stops, so that the file can be copied to the
// others before anything is sealed again. Nothing when another rotation is running.
[[nodiscard]] std::optional<Rotation> prepare_secret_keys(db::Connection& db, const audit::Actor& actor,
                                                          const std::string& key_file);

}  // namespace latchkey::cli
