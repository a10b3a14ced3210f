// Tells whether the database was restored from a back-up. An epoch is an id in the order of time. It is stored in the
// database and then in a file beside the key file, which no restore of the database takes back: a file whose epoch the
// database does not know has seen a later state of it.
#pragma once
#include <stdexcept>
#include <string>

#include "base/uuid.hpp"
#include "cli/context.hpp"

namespace latchkey::cli {

// `restore-epoch` in the folder of the key file.
[[nodiscard]] std::string epoch_file(const std::string& key_file);

enum class Memory {
  whole,      // the database knows the file's epoch, or was put in order after a restore that came later
  forgotten,  // it was restored from a back-up that is older than the file
  unknown,    // there is no file, or no epoch in it, or the database is a new one without anybody in it
};

[[nodiscard]] Memory compare_epoch(db::Connection& db, const std::string& file);

enum class EpochKind {
  back_up,  // a back-up was made, or might have been
  restore,  // what a restore had brought back is in order
};

inline constexpr const char* restored_words =
    "this database was restored from a back-up that is older than what this machine has seen of it; run `latchkey "
    "restored`";

class EpochFileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Begins an epoch in the database and then in the file. Throws EpochFileError when the file cannot be written. A
// file that root makes belongs to the user latchkey-owner where there is one, as whom the nightly timer runs.
void begin_epoch(db::Connection& db, const std::string& file, EpochKind kind);

// Begins an epoch as begin_epoch() does, of the kind back_up. Throws Refusal when the database was restored and nobody
// has put it in order yet.
void require_epoch(Context& context);

// The same for commands that do something else: what hinders it is told on standard error.
void keep_epoch(Context& context);

}  // namespace latchkey::cli
