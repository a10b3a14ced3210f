// The failure that every room may throw: something that the program needs is away for now.
#pragma once
#include <stdexcept>

namespace latchkey {

// Thrown when the database is away, or when there is no memory for a password's hash. Nothing was written, and the same
// request may succeed later. `http` answers 503.
class Unavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace latchkey
