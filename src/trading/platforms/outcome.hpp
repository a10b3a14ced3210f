// What a trading server's answer, or its silence, means for an account that we asked it to open.
#pragma once
#include <string>
#include <string_view>
#include <variant>

namespace latchkey::trading {

enum class Outcome {
  not_sent,          // nothing reached the server: asking again later is safe
  refused_for_good,  // the server said no and will say so again: an administrator has to act
  refused_for_now,   // the server said not now: look whether the account is there, then ask again
  unclear,           // the request may have been carried out: look first, never ask again before
  taken,             // the login we chose belongs to somebody
  absent,            // what we asked for does not exist; an answer to look-ups only
};

[[nodiscard]] std::string_view name_of(Outcome outcome);

// Why a call did not give what it was made for. `code` is stable, lower-case ASCII, at most 64 characters, and may be
// shown to callers of the API; `detail` is for the administrator. Neither holds a secret or the customer's data.
struct Failure {
  Outcome outcome;
  std::string code;
  std::string detail;
};

// What must not be sent; `code` as in Failure, e.g. value_group.
struct ValueProblem {
  std::string code;
  std::string detail;
};

template <class T>
using Result = std::variant<T, Failure>;

struct Done {};

}  // namespace latchkey::trading
