// latchkey secrets rotate: makes the key file, or renews the key of everything that is sealed in the database.
#include <filesystem>
#include <iostream>

#include "cli/context.hpp"
#include "settings/platform_settings.hpp"

namespace latchkey::cli {
namespace {

// Cut off at any point it may be run again: until the last step the file holds every key that is in use.
void rotate(Context& context) {
  const std::string& file = context.config().key_file;
  const bool is_first = !std::filesystem::exists(file);
  auth::add_secret_key(file);
  if (is_first) {
    std::cerr << "made " << file
              << "; the provisioner, latchkey-login and latchkey-admin must be able to read it: chown root:latchkey, "
                 "chmod 0640\n";
    return;
  }
  const auth::SecretBox box(file);
  const std::string current = box.current_key();
  std::size_t count = 0;
  // A second look: a program that had read the file just before may have sealed with the old key meanwhile.
  for (std::size_t done = 1; done > 0; count += done) done = settings::reseal_secrets(context.db(), box, current);
  auth::drop_old_secret_keys(file);
  std::cerr << "sealed " << count << " secrets with a new key; old back-ups need the old key file\n";
}

}  // namespace

void add_secrets_command(CLI::App& app, Context& context) {
  CLI::App* group = app.add_subcommand("secrets", "The keys of secrets at rest")->require_subcommand(1);
  CLI::App* command = group->add_subcommand("rotate", "Make the key file, or seal all secrets with a new key");
  command->callback([&context] { rotate(context); });
}

}  // namespace latchkey::cli
