#include <iostream>

#include "api/keys/api_key_store.hpp"
#include "base/clock_text.hpp"
#include "cli/context.hpp"
#include "cli/partners/api_key_options.hpp"

namespace latchkey::cli {
namespace {

using api::ListedApiKey;

void print_value(const crypto::SecretToken& value) { hand_over(value.reveal()); }

std::string name_taken(const std::string& name) {
  return "there is an API key of the name " + name + " already; rotate or revoke that one, or choose another name";
}

void create(Context& context, const ApiKeyOptions& options) {
  const auto settings = apply_options(context, options, {});
  const api::NewApiKey key{.id = Uuid::make(),
                           .name = settings.name,
                           .expires_at = settings.expires_at,
                           .user_id = settings.user_id,
                           .rights = settings.rights,
                           .allow_list = settings.allow_list,
                           .limits = settings.limits};
  const auto made = api::create_api_key(context.db(), Context::actor(), key, print_value);
  if (std::holds_alternative<api::ApiKeyNotMade>(made)) throw Refusal(name_taken(key.name));
  if (key.rights.empty()) std::cerr << "note: no --right was given, so this key may do nothing\n";
}

nlohmann::json key_json(const ListedApiKey& key) {
  const auto or_null = [](const auto& value) { return value ? nlohmann::json(*value) : nlohmann::json(nullptr); };
  return {{"id", key.id.text()},
          {"name", key.name},
          {"prefix", key.prefix},
          {"user", or_null(key.user)},
          {"rights", api::right_names(key.rights)},
          {"allowList", key.allow_list},
          {"expiresAt", or_null(key.expires_at)},
          {"lastUsedAt", or_null(key.last_used_at)},
          {"lastAddress", or_null(key.last_address)},
          {"state", api::state_name(key.state)},
          {"limits", api::limits_json(key.limits)},
          {"createdAt", key.created_at}};
}

void list(Context& context, Output output) {
  Listing listing{{{"NAME", "name"},
                   {"PREFIX", "prefix"},
                   {"USER", "user"},
                   {"RIGHTS", "rights"},
                   {"ALLOWED FROM", "allowList"},
                   {"EXPIRES", "expiresAt"},
                   {"LAST USED", "lastUsedAt"},
                   {"LAST ADDRESS", "lastAddress"},
                   {"STATE", "state"}},
                  nlohmann::json::array()};
  for (const auto& key : api::list_api_keys(context.db())) listing.rows.push_back(key_json(key));
  print(listing, output);
}

ListedApiKey require_key(Context& context, const std::string& wanted) {
  auto keys = api::find_api_keys(context.db(), wanted);
  if (keys.empty()) throw Refusal("there is no API key " + wanted + "; see latchkey api-key list");
  if (keys.size() > 1) {
    std::string candidates;
    for (const auto& key : keys) {
      candidates += "\n  " + key.id.text() + "  " + key.prefix + "  " + key.name + "  ";
      candidates += api::state_name(key.state);
    }
    throw Refusal(wanted + " is the name of several API keys; give the id of one:" + candidates);
  }
  return std::move(keys.front());
}

void change(Context& context, const std::string& wanted, const ApiKeyOptions& options) {
  if (!is_any_given(options)) throw CLI::ValidationError("change", "say what to change; see --help");
  const Uuid id = require_key(context, wanted).id;
  const auto before = api::find_api_key_settings(context.db(), id);
  if (!before) throw Refusal("the API key " + wanted + " is revoked; make a new one");
  const auto after = apply_options(context, options, *before);
  switch (api::change_api_key(context.db(), Context::actor(), id, *before, after)) {
    case api::ApiKeyChange::name_taken:
      throw Refusal(name_taken(after.name));
    case api::ApiKeyChange::changed_meanwhile:
      throw Refusal("the API key " + wanted + " was changed by somebody else at the same moment; look at it again");
    case api::ApiKeyChange::done:
      break;
  }
}

void revoke(Context& context, const std::string& wanted) {
  if (!api::revoke_api_key(context.db(), Context::actor(), require_key(context, wanted).id)) {
    throw Refusal("the API key " + wanted + " is revoked already");
  }
}

void rotate(Context& context, const std::string& wanted, const std::string& overlap) {
  const auto parsed = parse_duration(overlap);
  if (!parsed) throw CLI::ValidationError("--overlap", "must be a duration such as 0s, 12h or 7d");
  const auto value = api::rotate_api_key(context.db(), Context::actor(),
                                         {.old_id = require_key(context, wanted).id,
                                          .new_id = Uuid::make(),
                                          .overlap = std::chrono::duration_cast<std::chrono::seconds>(*parsed)},
                                         print_value);
  if (!value) throw Refusal("the API key " + wanted + " is revoked or expired; make a new one");
}

}  // namespace

void add_api_key_commands(CLI::App& app, Context& context) {
  CLI::App* group = app.add_subcommand("api-key", "API keys of partners")->require_subcommand(1);

  CLI::App* create_command = group->add_subcommand("create", "Make a key and print its value, this once");
  const auto options = std::make_shared<ApiKeyOptions>();
  create_command->add_option("--name", options->name, "What the key is for")->required();
  add_api_key_options(*create_command, options);
  create_command->callback([&context, options] { create(context, *options); });

  CLI::App* change_command = group->add_subcommand("change", "Change a key; what is not given stays");
  const auto changed = std::make_shared<std::string>();
  const auto changes = std::make_shared<ApiKeyOptions>();
  change_command->add_option("key", *changed, "Name, prefix or id")->required();
  change_command->add_option("--name", changes->name, "What the key is for");
  add_api_key_options(*change_command, changes);
  change_command->callback([&context, changed, changes] { change(context, *changed, *changes); });

  CLI::App* list_command = group->add_subcommand("list", "List the keys");
  const auto output = std::make_shared<Output>(Output::table);
  add_json_flag(*list_command, output);
  list_command->callback([&context, output] { list(context, *output); });

  CLI::App* revoke_command = group->add_subcommand("revoke", "Stop a key for good");
  const auto wanted = std::make_shared<std::string>();
  revoke_command->add_option("key", *wanted, "Name, prefix or id")->required();
  revoke_command->callback([&context, wanted] { revoke(context, *wanted); });

  CLI::App* rotate_command =
      group->add_subcommand("rotate", "Replace a key by a new one and print its value, this once");
  const auto overlap = std::make_shared<std::string>("7d");
  rotate_command->add_option("key", *wanted, "Name, prefix or id")->required();
  rotate_command->add_option("--overlap", *overlap, "How long the old key lives on")->capture_default_str();
  rotate_command->callback([&context, wanted, overlap] { rotate(context, *wanted, *overlap); });
}

}  // namespace latchkey::cli
