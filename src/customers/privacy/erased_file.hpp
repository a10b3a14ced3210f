// The ids of the people who were erased, in a file that no restore of the database takes back: one id of a lead a line.
#pragma once
#include <set>
#include <stdexcept>
#include <string>

#include "base/uuid.hpp"

namespace latchkey::customers {

// Its text names the file, what is wrong and what helps.
class ErasedFileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The ids in the file; none when there is no file yet. Lines that are no ids are left out. Throws ErasedFileError when
// it cannot be read.
[[nodiscard]] std::set<Uuid> read_erased_file(const std::string& file);

// Adds the id and returns when it is on the disk. A new file has mode 0640; one that root makes where the package's
// users are belongs to latchkey-owner and to the group latchkey-admin, and both may write to it. Throws ErasedFileError
// when the id cannot be stored whole, and leaves the file as it was then.
void append_to_erased_file(const std::string& file, const Uuid& lead_id);

// Throws ErasedFileError when an id could not be added, which it does not do.
void check_erased_file(const std::string& file);

}  // namespace latchkey::customers
