// What a new installation needs before anybody can use it. Each step does nothing where it has been done.
#pragma once
#include <functional>
#include <string>

#include "cli/context.hpp"

namespace latchkey::cli {

// Makes the key file, open to the programs that need it. Throws Refusal when it is lost: something in the database is
// sealed with a key of it.
void require_key_file(Context& context);

struct FirstAdministrator {
  std::string first_name;
  std::string last_name;
  // Asked only when nobody can sign in yet.
  std::function<std::string()> read_email;
  std::function<std::string()> read_password;
};

// Somebody who can sign in to the admin area and make the others: a new user, or the one with this e-mail, who then
// gets the password. Throws Refusal when the password is not good enough.
void require_administrator(Context& context, const FirstAdministrator& administrator);

// The entry Dashboard, /dashboard, for a members area without any entry.
void require_menu(Context& context);

}  // namespace latchkey::cli
