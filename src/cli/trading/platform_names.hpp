// Platforms and accounts as the command line names them.
#pragma once
#include "cli/context.hpp"
#include "trading/platforms/platform_store.hpp"
#include "trading/settings/account_overview.hpp"

namespace latchkey::cli {

// By name or id. Throws Refusal when there is none.
[[nodiscard]] trading::Platform require_platform(Context& context, const std::string& name_or_id);

// By id, or by login at its platform. Throws Refusal when there is none, and with the candidates when several platforms
// have this login.
[[nodiscard]] trading::AccountRecord require_account(Context& context, const std::string& id_or_login);

}  // namespace latchkey::cli
