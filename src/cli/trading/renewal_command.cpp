#include "cli/trading/renewal_command.hpp"

#include <memory>

#include "cli/trading/platform_names.hpp"
#include "trading/settings/password_renewal.hpp"

namespace latchkey::cli {
namespace {

using trading::RenewalRequest;

void renew_passwords(Context& context, const std::string& wanted) {
  const auto record = require_account(context, wanted);
  switch (trading::ask_for_renewal(context.db(), Context::actor(), record.id)) {
    case RenewalRequest::asked:
      return note_obstacles(context, record);
    case RenewalRequest::waits_already:
      throw Refusal("a renewal waits already; see latchkey account show");
    case RenewalRequest::wrong_platform:
      throw Refusal("MetaTrader 4 has no request for new passwords; set them on the server, with its own programs");
    case RenewalRequest::wrong_state:
      throw Refusal("the account is " + std::string(name_of(record.status)) +
                    "; only the passwords of a created account are renewed");
    case RenewalRequest::erased:
      throw Refusal("the customer was erased, so nobody could look at the new passwords");
  }
}

}  // namespace

void add_renewal_command(CLI::App& group, Context& context) {
  CLI::App* command = group.add_subcommand(
      "renew-passwords", "Set new passwords at MetaTrader 5; the old ones stop working, the customer sees the new ones once");
  const auto account = std::make_shared<std::string>();
  command->add_option("account", *account, "Id, or login at the platform")->required();
  command->callback([&context, account] { renew_passwords(context, *account); });
}

}  // namespace latchkey::cli
