// latchkey backed-up and latchkey restored: what belongs to a back-up besides the dump.
#include <iostream>

#include "cli/context.hpp"
#include "cli/restore/clean_up.hpp"
#include "cli/restore/epoch.hpp"

namespace latchkey::cli {
namespace {

enum class Consent { to_be_asked, given };

void note_back_up(Context& context) {
  require_epoch(context);
  std::cerr << "noted in " << epoch_file(context.config().key_file)
            << ": a restore of what was dumped before will be seen\n";
}

void ask_for_consent() {
  std::cerr
      << "This ends all sessions of customers and staff, all open login links and recovery codes, and has trading "
         "accounts that were on their way looked for again and erased people erased again. Go on? [y/N] ";
  std::string answer;
  std::getline(std::cin, answer);
  if (answer != "y" && answer != "yes") throw Refusal("nothing was changed; --yes does it without asking");
}

nlohmann::json describe(const CleanUp& done) {
  return {{"asOf", done.as_of ? nlohmann::json(*done.as_of) : nlohmann::json()},
          {"sessions", done.sessions},
          {"staffSessions", done.staff_sessions},
          {"loginTokens", done.login_tokens},
          {"recoveryCodes", done.recovery_codes},
          {"accountsLookedFor", done.accounts.looked_for},
          {"accountsToPerson", done.accounts.to_person},
          {"erasedAgain", done.erased_again}};
}

void tell(const CleanUp& done) {
  std::cout << "ended: sessions of customers " << done.sessions << ", of staff " << done.staff_sessions
            << "; revoked: login links " << done.login_tokens << "; spent: recovery codes of staff "
            << done.recovery_codes << '\n'
            << "trading accounts that were on their way: " << done.accounts.looked_for
            << " are looked for at their platform, " << done.accounts.to_person << " wait for a person\n"
            << "people who were erased since, and are erased again: " << done.erased_again << '\n';
  if (!done.as_of) return;
  std::cout << "The back-up knows nothing that happened after " << *done.as_of
            << ". What was decided since has to be decided again: customers that were blocked, API keys that were "
               "revoked, users that were disabled, passwords that were changed.\n";
}

void put_in_order(Context& context, Consent consent, Output output) {
  if (consent == Consent::to_be_asked) ask_for_consent();
  const CleanUp done = clean_up_after_restore(context);
  if (output == Output::json) {
    std::cout << describe(done).dump(2) << '\n';
  } else {
    tell(done);
  }
  begin_epoch(context.db(), epoch_file(context.config().key_file), EpochKind::restore);
}

}  // namespace

void add_restore_commands(CLI::App& app, Context& context) {
  CLI::App* backed_up = app.add_subcommand(
      "backed-up", "Note, beside the key file, that the database was dumped, so that a restore is seen");
  backed_up->footer("Run it after each dump and before the key file's folder is saved. `latchkey prune` does it, too.");
  backed_up->callback([&context] { note_back_up(context); });

  CLI::App* restored = app.add_subcommand("restored",
                                          "After a restore of a back-up: end what may have ended since, look for "
                                          "accounts that may be open, erase the erased");
  restored->footer(
      "Run it before the handlers and the provisioner start. Cut off at any point, run it again. It ends all sessions, "
      "login links and recovery codes, since nobody can tell which of them were over.");
  const auto consent = std::make_shared<Consent>(Consent::to_be_asked);
  const auto output = std::make_shared<Output>(Output::table);
  restored->add_flag_callback(
      "--yes", [consent] { *consent = Consent::given; }, "Do not ask before");
  add_json_flag(*restored, output);
  restored->callback([&context, consent, output] { put_in_order(context, *consent, *output); });
}

}  // namespace latchkey::cli
