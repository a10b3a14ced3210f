#include "members/sign_in/mask_email.hpp"

#include <algorithm>

namespace latchkey::members {

std::string mask_email(std::string_view email) {
  const auto at = std::min(email.find('@'), email.size());
  const auto local = email.substr(0, at);
  const bool shows_end = local.size() > 2;
  return std::string(local.substr(0, 1)) + "••••" + std::string(shows_end ? local.substr(local.size() - 1) : "") +
         std::string(email.substr(at));
}

}  // namespace latchkey::members
