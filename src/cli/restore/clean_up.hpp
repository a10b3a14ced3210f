// What a restored back-up brings back, although it was over: sessions that were ended, links and codes that were spent,
// and trading accounts on their way that were opened. All of it is ended, since nobody can tell which of it was over.
// People who were erased are erased again: the file privacy.erased_file knows them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "cli/context.hpp"
#include "trading/settings/look_again.hpp"

namespace latchkey::cli {

struct CleanUp {
  std::optional<std::string> as_of;  // the newest event that the database knows, ISO 8601; nothing in an empty one
  std::uint64_t sessions = 0;
  std::uint64_t staff_sessions = 0;
  std::uint64_t login_tokens = 0;
  std::uint64_t recovery_codes = 0;
  trading::LookedAgain accounts;
  std::uint64_t erased_again = 0;  // people who were erased since
};

// In short transactions, each of which may be repeated: a run that was cut off is finished by the next one. The
// activity log gets one line, at the end, and one for each person. Throws customers::ErasedFileError.
[[nodiscard]] CleanUp clean_up_after_restore(Context& context);

}  // namespace latchkey::cli
