// The one failure that every layer knows: something this program needs is away for now.
#pragma once
#include <stdexcept>

namespace latchkey {

// Thrown when the database (or the memory for a hash) is not to be had. Nothing was written; the same request may
// succeed later. `http` turns it into a 503.
class Unavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace latchkey
