#include <functional>
#include <iostream>

#include "base/clock_text.hpp"
#include "cli/trading/platform_names.hpp"
#include "cli/trading/renewal_command.hpp"
#include "trading/accounts/account_history.hpp"
#include "trading/settings/account_care.hpp"
#include "trading/settings/password_renewal.hpp"
#include "trading/settings/platform_rules.hpp"

namespace latchkey::cli {
namespace {

using trading::AccountDecision;
using trading::AccountRecord;
using trading::AccountStatus;

nlohmann::json or_null(const std::string& text) { return text.empty() ? nlohmann::json() : nlohmann::json(text); }

nlohmann::json describe(const AccountRecord& record) {
  return {{"id", record.id.text()},
          {"customer", record.customer_email},
          {"platform", record.platform},
          {"kind", name_of(record.kind)},
          {"accountType", record.account_type},
          {"currency", record.currency},
          {"leverage", record.leverage},
          {"status", name_of(record.status)},
          {"login", record.login ? nlohmann::json(*record.login) : nlohmann::json()},
          {"code", or_null(record.code)},
          {"attempts", record.attempts},
          {"createdAt", record.created_at},
          {"nextAttemptAt", or_null(record.next_attempt_at)}};
}

// Calls `use` for each account, the newest first. It reads them in pages, so that the JSON of a million accounts needs
// no more memory than that of a thousand.
void for_each_account(Context& context, trading::AccountFilter filter,
                      const std::function<void(const AccountRecord&)>& use) {
  static constexpr std::size_t page = 500;
  if (!filter.platform.empty()) filter.platform = require_platform(context, filter.platform).name;
  for (;;) {
    const auto records = trading::list_account_records(context.db(), filter, page);
    for (const auto& record : records) use(record);
    if (records.size() < page) return;
    filter.before = records.back().id;
  }
}

struct ListOptions {
  std::string status;
  std::string platform;
};

trading::AccountFilter filter_of(const ListOptions& options) {
  trading::AccountFilter filter;
  if (const auto status = trading::parse_account_status(options.status)) filter.status = *status;
  filter.platform = options.platform;
  return filter;
}

void list(Context& context, const trading::AccountFilter& filter, Output output) {
  if (output == Output::json) {
    std::string separator = "[\n  ";
    for_each_account(context, filter, [&](const AccountRecord& record) {
      std::cout << separator << describe(record).dump();
      separator = ",\n  ";
    });
    std::cout << (separator.starts_with('[') ? "[" : "\n") << "]\n";
    return;
  }
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
  for_each_account(context, filter, [&](const AccountRecord& record) { listing.rows.push_back(describe(record)); });
  print(listing, output);
}

// Adds what is known of the opening, but never the passwords: they are the customer's.
void add_opening(Context& context, const Uuid& id, nlohmann::json& account) {
  const auto opening = trading::find_opening(context.db(), id);
  account["tag"] = opening ? nlohmann::json(opening->tag) : nlohmann::json();
  account["sentAt"] = opening ? or_null(opening->sent_at) : nlohmann::json();
  account["unclearSince"] = opening ? or_null(opening->unclear_since) : nlohmann::json();
  account["passwordsWaiting"] = trading::has_unseen_passwords(context.db(), id);
  const auto renewal = trading::find_renewal(context.db(), id);
  account["renewal"] = renewal ? nlohmann::json(name_of(renewal->state)) : nlohmann::json();
  account["renewalCode"] = renewal ? or_null(renewal->code) : nlohmann::json();
}

nlohmann::json list_history(Context& context, const Uuid& id) {
  auto history = nlohmann::json::array();
  for (const auto& event : trading::list_events(context.db(), id)) {
    history.push_back({{"at", iso8601_from_database(event.happened_at)},
                       {"actor", event.actor},
                       {"step", event.step},
                       {"code", or_null(event.outcome_code)},
                       {"detail", or_null(event.detail)}});
  }
  return history;
}

void show(Context& context, const std::string& wanted, Output output) {
  const auto record = require_account(context, wanted);
  nlohmann::json account = describe(record);
  add_opening(context, record.id, account);
  account["history"] = list_history(context, record.id);
  if (output == Output::json) {
    std::cout << account.dump(2) << '\n';
    return;
  }
  static constexpr std::pair<const char*, const char*> lines[] = {
      {"Account     ", "id"},           {"Customer    ", "customer"},
      {"Platform    ", "platform"},     {"Type        ", "accountType"},
      {"Currency    ", "currency"},     {"Leverage    ", "leverage"},
      {"Status      ", "status"},       {"Login       ", "login"},
      {"Code        ", "code"},         {"Attempts    ", "attempts"},
      {"Created     ", "createdAt"},    {"Next attempt", "nextAttemptAt"},
      {"Comment tag ", "tag"},          {"Last sent   ", "sentAt"},
      {"Unclear from", "unclearSince"}, {"Passwords   ", "passwordsWaiting"},
      {"Renewal     ", "renewal"},      {"Renewal code", "renewalCode"}};
  for (const auto& [title, member] : lines) {
    const auto& value = account[member];
    std::cout << title << "  " << cell_text(value) << (value == true ? ", the customer has not seen them" : "") << '\n';
  }
  std::cout << '\n';
  print(
      {{{"AT", "at"}, {"WHO", "actor"}, {"STEP", "step"}, {"CODE", "code"}, {"DETAIL", "detail"}}, account["history"]},
      output);
}

// `: ID of E-MAIL` of the platform's account that has this login.
std::string describe_holder(Context& context, const AccountRecord& record, std::uint64_t login) {
  trading::AccountFilter filter;
  filter.platform = record.platform;
  filter.login = login;
  const auto others = trading::list_account_records(context.db(), filter, 1);
  return others.empty() ? "" : ": " + others.front().id.text() + " of " + others.front().customer_email;
}

void retry(Context& context, const std::string& wanted) {
  const auto record = require_account(context, wanted);
  const auto decision = trading::retry_account(context.db(), Context::actor(), record.id);
  if (decision == AccountDecision::wrong_state) {
    throw Refusal("the account is " + std::string(name_of(record.status)) + "; " +
                  (record.status == AccountStatus::manual
                       ? "look on the MT4 server for the comment that latchkey account show tells, "
                         "then latchkey account resolve --login N or --failed CODE"
                       : "only failed and manual accounts are tried again"));
  }
  note_obstacles(context, record);
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
                            ? trading::resolve_as_created(context.db(), Context::actor(), record.id, wanted.login,
                                                          trading::account_mail(context.config().mail.has_value()))
                            : trading::resolve_as_failed(context.db(), Context::actor(), record.id, wanted.code);
  if (decision == AccountDecision::wrong_state) {
    throw Refusal("the account is " + std::string(name_of(record.status)) +
                  "; only accounts that wait for a person are resolved");
  }
  if (decision == AccountDecision::login_known) {
    throw Refusal("another account of " + record.platform + " has login " + std::to_string(wanted.login) +
                  describe_holder(context, record, wanted.login));
  }
}

std::string check_code(const std::string& code) {
  return trading::is_outcome_code(code) ? "" : "must be lower-case letters, digits and _, e.g. not_opened";
}

void add_deciding_commands(CLI::App& group, Context& context) {
  CLI::App* retry_command =
      group.add_subcommand("retry", "Put a failed account back into the queue; look for a manual one again");
  const auto retried = std::make_shared<std::string>();
  retry_command->add_option("account", *retried, "Id, or login at the platform")->required();
  retry_command->callback([&context, retried] { retry(context, *retried); });

  CLI::App* resolve_command =
      group.add_subcommand("resolve", "Say what became of an account that nobody could look up");
  const auto resolution = std::make_shared<Resolution>();
  resolve_command->add_option("account", resolution->id, "Id, or login at the platform")->required();
  resolve_command->add_option("--login", resolution->login, "It exists at the platform under this login")
      ->check(CLI::Range(std::uint64_t{1}, trading::highest_login));
  resolve_command->add_option("--failed", resolution->code, "It does not exist; callers of the API see this code")
      ->check(CLI::Validator(check_code, "CODE"));
  resolve_command->callback([&context, resolution] { resolve(context, *resolution); });
}

}  // namespace

void add_account_commands(CLI::App& app, Context& context) {
  CLI::App* group = app.add_subcommand("account", "Trading accounts")->require_subcommand(1);

  CLI::App* list_command = group->add_subcommand("list", "List the accounts, the newest first");
  const auto options = std::make_shared<ListOptions>();
  const auto output = std::make_shared<Output>(Output::table);
  std::vector<std::string> statuses;
  statuses.reserve(trading::all_account_statuses.size());
  for (const auto status : trading::all_account_statuses) statuses.emplace_back(name_of(status));
  list_command->add_option("--status", options->status, "Only accounts in this state")->check(CLI::IsMember(statuses));
  list_command->add_option("--platform", options->platform, "Only accounts of this platform (name or id)");
  add_json_flag(*list_command, output);
  list_command->callback([&context, options, output] { list(context, filter_of(*options), *output); });

  CLI::App* show_command = group->add_subcommand("show", "One account and its history");
  const auto shown = std::make_shared<std::string>();
  const auto show_output = std::make_shared<Output>(Output::table);
  show_command->add_option("account", *shown, "Id, or login at the platform")->required();
  add_json_flag(*show_command, show_output);
  show_command->callback([&context, shown, show_output] { show(context, *shown, *show_output); });

  add_deciding_commands(*group, context);
  add_renewal_command(*group, context);
}

}  // namespace latchkey::cli
