// What a trading server's answer, or its silence, means for an account that it was asked to open.
#pragma once
#include <string>
#include <string_view>
#include <variant>

namespace latchkey::trading {

enum class Outcome {
  not_sent,          // nothing reached the server: asking again later is safe
  refused_for_good,  // the server said no and will say so again: an administrator has to act
  refused_for_now,   // the server said not now: look whether the account is there, then ask again
  unclear,           // the request may have been carried out: look for the account before asking again
  taken,             // the login that was asked for belongs to another account
  absent,            // what was asked for does not exist; an answer to look-ups only
};

[[nodiscard]] std::string_view name_of(Outcome outcome);

// Why a call has failed. `code` never changes its meaning, is lower-case ASCII of at most 64 characters, and may be
// shown to callers of the API. `detail` is for the administrator. Neither holds a secret or a customer's data.
struct Failure {
  Outcome outcome;
  std::string code;
  std::string detail;
};

// A value that must not be sent. `code` is as in Failure, e.g. value_group.
struct ValueProblem {
  std::string code;
  std::string detail;
};

template <class T>
using Result = std::variant<T, Failure>;

struct Done {};

}  // namespace latchkey::trading
