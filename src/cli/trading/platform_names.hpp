// Platforms and accounts as the command line names them.
#pragma once
#include "cli/context.hpp"
#include "trading/platforms/platform_store.hpp"
#include "trading/settings/account_overview.hpp"

namespace latchkey::cli {

// The platform of this name or id. Throws Refusal when there is none.
[[nodiscard]] trading::Platform require_platform(Context& context, const std::string& name_or_id);

// The account of this id or login. Throws Refusal when there is none; when several platforms have an account with this
// login, the text names them.
[[nodiscard]] trading::AccountRecord require_account(Context& context, const std::string& id_or_login);

// Tells on standard error why the provisioner will not see to this account soon, if there is a reason.
void note_obstacles(Context& context, const trading::AccountRecord& record);

}  // namespace latchkey::cli
