#include "trading/platforms/outcome.hpp"

namespace latchkey::trading {

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::not_sent:
      return "not_sent";
    case Outcome::refused_for_good:
      return "refused_for_good";
    case Outcome::refused_for_now:
      return "refused_for_now";
    case Outcome::unclear:
      return "unclear";
    case Outcome::taken:
      return "taken";
    case Outcome::absent:
      return "absent";
  }
  return "unclear";
}

}  // namespace latchkey::trading
