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

// Thrown when the work was handed over and no answer came: it may have been carried out, and may still be. `http`
// answers 503 without saying that nothing was written.
class OutcomeUnknown : public Unavailable {
 public:
  using Unavailable::Unavailable;
};

}  // namespace latchkey
