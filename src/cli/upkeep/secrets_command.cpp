// latchkey secrets rotate: makes the key file, or seals everything in the database with a new key.
#include <iostream>

#include "cli/context.hpp"
#include "cli/database/claim.hpp"
#include "cli/upkeep/key_rotation.hpp"

namespace latchkey::cli {
namespace {

void tell_lost(const Rotation& rotation) {
  if (rotation.lost.empty()) return;
  std::string text = std::to_string(rotation.lost.size()) + " stored secrets have no key in the key file:";
  for (const auto& lost : rotation.lost) text += "\n  " + lost.subject + ": " + lost.remedy;
  throw Refusal(text);
}

Rotation require_rotation(Context& context, std::optional<Rotation> rotation) {
  if (rotation) return std::move(*rotation);
  throw Refusal("another `latchkey secrets rotate` is running; wait for it to end: " +
                tell_claimant(context.db(), secrets_claim));
}

void rotate(Context& context, const std::string& lost_key) {
  const std::string& file = context.config().key_file;
  const auto rotation = require_rotation(context, rotate_secret_keys(context.db(), Context::actor(), file, lost_key));
  if (rotation.has_made_file) {
    std::cerr << "made " << file
              << ", mode 0600; the provisioner, the courier, latchkey-login and latchkey-admin must be able to read "
                 "it: give it "
                 "their group and chmod 0640\n";
  } else {
    std::cerr << (rotation.has_added_key ? "" : "went on with a rotation that was not finished: ") << "sealed "
              << rotation.resealed << " secrets with a new key; old back-ups need the old key file\n";
  }
  tell_lost(rotation);
}

void prepare(Context& context) {
  const std::string& file = context.config().key_file;
  const auto rotation = require_rotation(context, prepare_secret_keys(context.db(), Context::actor(), file));
  std::cerr << (rotation.has_added_key ? "put a new key into " : "there is a new key already in ") << file
            << "; copy it to every machine that runs the provisioner, the courier, latchkey-login or latchkey-admin, "
               "then run "
               "`latchkey secrets rotate`\n";
}

}  // namespace

void add_secrets_command(CLI::App& app, Context& context) {
  CLI::App* group = app.add_subcommand("secrets", "The keys of secrets at rest")->require_subcommand(1);
  CLI::App* command = group->add_subcommand("rotate", "Make the key file, or seal all stored secrets with a new key");
  command->footer(
      "Programs that run take the new key file up by themselves. Cut off at any point, run it again. With several "
      "machines: rotate --prepare, copy the key file, rotate, copy it once more.");
  const auto is_first_half = std::make_shared<bool>(false);
  command->add_flag("--prepare", *is_first_half, "Only put the new key into the file, to be copied to other machines");
  const auto lost_key = std::make_shared<std::string>();
  command->add_option("--without-key", *lost_key,
                      "The id of a key that is lost for good, when rotate has asked for it");
  command->callback(
      [&context, is_first_half, lost_key] { *is_first_half ? prepare(context) : rotate(context, *lost_key); });
}

}  // namespace latchkey::cli
