// People who were erased, and whom a restored back-up has brought back, are erased again.
#pragma once
#include <cstdint>

#include "cli/context.hpp"

namespace latchkey::cli {

struct ReErased {
  std::uint64_t erased = 0;  // people whom the back-up had brought back
  std::uint64_t noted = 0;   // ids that the file did not have: they were erased on another machine
};

// Erases whom privacy.erased_file names and the database does not know as erased, and completes the file by whom the
// database knows. Open trading accounts stay. May be repeated. Throws customers::ErasedFileError.
ReErased re_erase(Context& context);

// The second half alone, for every machine's file.
std::uint64_t complete_erased_file(Context& context);

}  // namespace latchkey::cli
