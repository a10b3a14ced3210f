// Staff as the command line makes them.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "cli/context.hpp"

namespace latchkey::cli {

struct NewStaffUser {
  std::string email;
  std::string first_name;
  std::string last_name;
  std::vector<std::string> roles = {};
  // Asked for once all else is right; without it the user cannot sign in.
  std::function<std::string()> read_password = nullptr;
  bool is_invited = false;  // by mail, in place of a password
};

// Without a role, the first user with a password becomes the administrator. Throws CLI::ValidationError when a text is
// not valid, and Refusal when a role is not there, when the password is not good enough, when a user has the
// e-mail, and when the user is made but the invitation is one mail too many for the address.
Uuid create_staff_user(Context& context, const NewStaffUser& made);

// What the rules for passwords compare one with.
struct StaffNames {
  std::string email;
  std::string first_name;
  std::string last_name;
};

// Throws Refusal when the password is not good enough.
[[nodiscard]] std::string hash_staff_password(Context& context, const std::string& password, const StaffNames& names);

}  // namespace latchkey::cli
