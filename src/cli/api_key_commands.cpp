#include <iostream>

#include "api/keys/allow_list.hpp"
#include "api/keys/api_key_store.hpp"
#include "base/cidr.hpp"
#include "base/clock_text.hpp"
#include "base/utf8.hpp"
#include "cli/context.hpp"
#include "staff/user_store.hpp"

namespace latchkey::cli {
namespace {

using api::ListedApiKey;

struct CreateOptions {
  std::string name;
  std::string expires;
  std::string user;
  std::vector<std::string> rights;
  std::vector<std::string> allow;
};

std::optional<std::string> parse_expiry_option(const std::string& text) {
  if (text.empty()) return std::nullopt;
  auto expires_at = parse_expiry(text);
  if (!expires_at)
    throw CLI::ValidationError("--expires", "must be YYYY-MM-DD or an ISO 8601 time with Z or an offset");
  return expires_at;
}

std::string list_right_names() {
  std::string names;
  for (const auto right : api::all_rights) names += (names.empty() ? "" : ", ") + std::string(api::right_name(right));
  return names;
}

api::Rights parse_right_options(const std::vector<std::string>& names) {
  api::Rights rights;
  for (const auto& name : names) {
    const auto right = api::parse_right(name);
    if (!right) throw CLI::ValidationError("--right", name + " is none of " + list_right_names());
    rights.insert(*right);
  }
  return rights;
}

void check_allow_options(const std::vector<std::string>& ranges) {
  for (const auto& range : ranges) {
    if (!Cidr::parse(range)) {
      throw CLI::ValidationError("--allow", range + " is no address range such as 192.0.2.0/24 or 2001:db8::/32");
    }
  }
}

void print_value(const crypto::SecretToken& value) { hand_over(value.reveal()); }

void create(Context& context, const CreateOptions& options) {
  check_label("--name", options.name);
  const auto rights = parse_right_options(options.rights);
  check_allow_options(options.allow);
  const bool is_too_wide = api::sign_customers_in(rights) && api::allows_too_many(options.allow);
  if (is_too_wide) throw Refusal("--allow is too wide: " + std::string(api::too_many_allowed));
  api::NewApiKey key{.id = Uuid::make(),
                     .name = std::string(trim(options.name)),
                     .expires_at = parse_expiry_option(options.expires),
                     .user_id = std::nullopt,
                     .rights = rights,
                     .allow_list = options.allow};
  auto& db = context.db();
  if (key.expires_at && db.query("SELECT ? <= UTC_TIMESTAMP(6) AS is_over", {*key.expires_at}).at(0).flag("is_over")) {
    throw Refusal("--expires " + options.expires + " is in the past");
  }
  if (!options.user.empty()) {
    const auto user = staff::find_user(db, options.user);
    if (!user) throw Refusal("there is no user " + options.user + "; see latchkey user list");
    if (user->is_disabled) throw Refusal("the user " + options.user + " is disabled");
    key.user_id = user->id;
  }
  const auto made = api::create_api_key(db, Context::actor(), key, print_value);
  if (std::holds_alternative<api::ApiKeyRefusal>(made)) {
    throw Refusal("there is an API key of the name " + key.name +
                  " already; rotate or revoke that one, or choose another name");
  }
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
  const auto options = std::make_shared<CreateOptions>();
  create_command->add_option("--name", options->name, "What the key is for")->required();
  create_command->add_option("--expires", options->expires,
                             "YYYY-MM-DD (to the end of that day, UTC) or an ISO 8601 time");
  create_command->add_option("--user", options->user, "E-mail of the user who becomes the source of the leads");
  create_command->add_option("--right", options->rights, list_right_names() + "; may be repeated")
      ->allow_extra_args(false);
  create_command->add_option("--allow", options->allow, "Address range the key may be used from; may be repeated")
      ->allow_extra_args(false);
  create_command->callback([&context, options] { create(context, *options); });

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
