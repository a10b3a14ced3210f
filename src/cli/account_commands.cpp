#include <iostream>

#include "base/clock_text.hpp"
#include "cli/platform_names.hpp"
#include "settings/account_care.hpp"

namespace latchkey::cli {
namespace {

using platforms::AccountRecord;
using settings::AccountDecision;

constexpr std::size_t longest_list = 1000;

nlohmann::json or_null(const std::string& text) { return text.empty() ? nlohmann::json() : nlohmann::json(text); }

nlohmann::json describe(const AccountRecord& record) {
  return {{"id", record.id.text()},
          {"customer", record.customer_email},
          {"platform", record.platform},
          {"kind", record.kind},
          {"accountType", record.account_type},
          {"currency", record.currency},
          {"leverage", record.leverage},
          {"status", record.status},
          {"login", record.login ? nlohmann::json(*record.login) : nlohmann::json()},
          {"code", or_null(record.code)},
          {"attempts", record.attempts},
          {"createdAt", record.created_at},
          {"nextAttemptAt", or_null(record.next_attempt_at)}};
}

void list(Context& context, const platforms::AccountFilter& filter, Output output) {
  Listing listing{{{"ID", "id"},
                   {"CUSTOMER", "customer"},
                   {"PLATFORM", "platform"},
                   {"TYPE", "accountType"},
                   {"CURRENCY", "currency"},
                   {"STATUS", "status"},
                   {"LOGIN", "login"},
                   {"CODE", "code"},
                   {"CREATED", "createdAt"}},
                  nlohmann::json::array()};
  for (const auto& record : platforms::list_account_records(context.db(), filter, longest_list)) {
    listing.rows.push_back(describe(record));
  }
  print(listing, output);
}

void show(Context& context, const std::string& id, Output output) {
  const auto record = require_account(context, id);
  nlohmann::json account = describe(record);
  account["history"] = nlohmann::json::array();
  for (const auto& event : platforms::list_events(context.db(), record.id)) {
    account["history"].push_back({{"at", iso8601_from_database(event.happened_at)},
                                  {"actor", event.actor},
                                  {"step", event.step},
                                  {"code", or_null(event.outcome_code)},
                                  {"detail", or_null(event.detail)}});
  }
  if (output == Output::json) {
    std::cout << account.dump(2) << '\n';
    return;
  }
  print({{{"ID", "id"},
          {"CUSTOMER", "customer"},
          {"PLATFORM", "platform"},
          {"STATUS", "status"},
          {"LOGIN", "login"},
          {"CODE", "code"},
          {"ATTEMPTS", "attempts"},
          {"NEXT ATTEMPT", "nextAttemptAt"}},
         nlohmann::json::array({account})},
        output);
  std::cout << '\n';
  print(
      {{{"AT", "at"}, {"WHO", "actor"}, {"STEP", "step"}, {"CODE", "code"}, {"DETAIL", "detail"}}, account["history"]},
      output);
}

void obey(AccountDecision decision, const AccountRecord& record, const std::string& remedy) {
  if (decision == AccountDecision::wrong_state) throw Refusal("the account is " + record.status + "; " + remedy);
  if (decision == AccountDecision::login_known)
    throw Refusal("another account of " + record.platform + " has this login");
}

void retry(Context& context, const std::string& id) {
  const auto record = require_account(context, id);
  obey(settings::retry_account(context.db(), Context::actor(), record.id), record,
       record.status == "manual" ? "look at the MT4 server, then latchkey account resolve --login N or --failed CODE"
                                 : "only failed and manual accounts are tried again");
}

struct Resolution {
  std::string id;
  std::uint64_t login = 0;
  std::string code;
};

void resolve(Context& context, const Resolution& wanted) {
  if ((wanted.login == 0) == wanted.code.empty()) {
    throw CLI::ValidationError("--login", "or --failed must be given, one of the two");
  }
  const auto record = require_account(context, wanted.id);
  const auto decision = wanted.login > 0
                            ? settings::resolve_as_created(context.db(), Context::actor(), record.id, wanted.login)
                            : settings::resolve_as_failed(context.db(), Context::actor(), record.id, wanted.code);
  obey(decision, record, "only accounts that wait for a person are resolved");
}

std::string check_code(const std::string& code) {
  const bool is_code = !code.empty() && code.size() <= 64 &&
                       code.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
  return is_code ? "" : "must be lower-case letters, digits and _, e.g. not_opened";
}

void add_deciding_commands(CLI::App& group, Context& context) {
  CLI::App* retry_command =
      group.add_subcommand("retry", "Put a failed account back into the queue; look for a manual one again");
  const auto retried = std::make_shared<std::string>();
  retry_command->add_option("account", *retried, "Id")->required();
  retry_command->callback([&context, retried] { retry(context, *retried); });

  CLI::App* resolve_command =
      group.add_subcommand("resolve", "Say what became of an account that nobody could look up");
  const auto resolution = std::make_shared<Resolution>();
  resolve_command->add_option("account", resolution->id, "Id")->required();
  resolve_command->add_option("--login", resolution->login, "It exists at the platform under this login")
      ->check(CLI::PositiveNumber);
  resolve_command->add_option("--failed", resolution->code, "It does not exist; callers of the API see this code")
      ->check(CLI::Validator(check_code, "CODE"));
  resolve_command->callback([&context, resolution] { resolve(context, *resolution); });
}

}  // namespace

void add_account_commands(CLI::App& app, Context& context) {
  CLI::App* group = app.add_subcommand("account", "Trading accounts")->require_subcommand(1);

  CLI::App* list_command = group->add_subcommand("list", "List the newest accounts, 1000 at most");
  const auto filter = std::make_shared<platforms::AccountFilter>();
  const auto output = std::make_shared<Output>(Output::table);
  list_command->add_option("--status", filter->status, "Only accounts in this state")
      ->check(CLI::IsMember({"pending", "sending", "unclear", "manual", "created", "failed"}));
  list_command->add_option("--platform", filter->platform, "Only accounts of this platform (name)");
  add_json_flag(*list_command, output);
  list_command->callback([&context, filter, output] { list(context, *filter, *output); });

  CLI::App* show_command = group->add_subcommand("show", "One account and its history");
  const auto shown = std::make_shared<std::string>();
  const auto show_output = std::make_shared<Output>(Output::table);
  show_command->add_option("account", *shown, "Id")->required();
  add_json_flag(*show_command, show_output);
  show_command->callback([&context, shown, show_output] { show(context, *shown, *show_output); });

  add_deciding_commands(*group, context);
}

}  // namespace latchkey::cli
