// latchkey customer export|erase|re-erase and latchkey lead export|erase.
#include "cli/people/privacy_commands.hpp"

#include <iostream>

#include "cli/people/re_erase.hpp"
#include "customers/customer_store.hpp"
#include "customers/leads/lead_record.hpp"
#include "customers/privacy/erase_person.hpp"
#include "customers/privacy/erased_file.hpp"
#include "customers/privacy/export_person.hpp"

namespace latchkey::cli {
namespace {

using customers::DataSubject;
using customers::EraseOutcome;
using customers::OpenAccounts;
using customers::Whom;

std::optional<Uuid> find_lead_id(Context& context, const std::string& wanted, Whom whom) {
  if (whom == Whom::customer) {
    const auto customer = customers::find_customer_by_id_or_email(context.db(), wanted);
    return customer ? std::optional(customer->lead_id) : std::nullopt;
  }
  const auto lead = customers::find_lead_by_id_or_email(context.db(), wanted);
  if (lead && lead->customer_id) throw Refusal(lead->email + " is a customer; see latchkey customer");
  return lead ? std::optional(lead->id) : std::nullopt;
}

DataSubject require_subject(Context& context, const std::string& wanted, Whom whom) {
  const auto lead_id = find_lead_id(context, wanted, whom);
  auto subject = lead_id ? customers::find_data_subject(context.db(), *lead_id) : std::nullopt;
  if (!subject) throw Refusal(std::string("there is no ") + (whom == Whom::customer ? "customer " : "lead ") + wanted);
  return *std::move(subject);
}

void print_everything(Context& context, const std::string& wanted, Whom whom) {
  const auto subject = require_subject(context, wanted, whom);
  hand_over(customers::export_person(context.db(), Context::actor(), subject).dump(2));
}

struct EraseOptions {
  std::string person;
  bool keeps_accounts = false;
  bool is_agreed = false;
};

void ask_for_consent(Context& context, const DataSubject& subject) {
  std::cerr << "Of " << subject.email << " these are erased, for good:\n";
  for (const auto& [table, rows] : customers::preview_erasing(context.db(), subject)) {
    std::cerr << "  " << table.holds << ": " << rows << '\n';
  }
  std::cerr << "Ids, dates, the source, amounts and trading logins stay. Go on? [y/N] ";
  std::string answer;
  std::getline(std::cin, answer);
  if (answer != "y" && answer != "yes") throw Refusal("nothing was changed; --yes does it without asking");
}

std::string explain_refusal(EraseOutcome outcome) {
  switch (outcome) {
    case EraseOutcome::has_open_accounts:
      return "a trading account of this customer is open: close it at its platform, or erase with --keep-accounts";
    case EraseOutcome::has_accounts_coming:
      return "a trading account of this customer is being opened: wait for it, or settle it; see latchkey account list";
    case EraseOutcome::is_customer:
      return "the lead has just become a customer";
    case EraseOutcome::was_heard_of:
    case EraseOutcome::is_no_customer:
    case EraseOutcome::not_found:
    case EraseOutcome::erased:
      break;
  }
  return "the person was changed at this moment; look again";
}

void erase(Context& context, const EraseOptions& options, Whom whom) {
  const auto subject = require_subject(context, options.person, whom);
  if (!options.is_agreed) ask_for_consent(context, subject);
  const std::string& file = context.config().erased_file;
  const auto outcome = customers::erase_person(
      context.db(), {.actor = Context::actor(),
                     .lead_id = subject.lead_id,
                     .whom = whom,
                     .accounts = options.keeps_accounts ? OpenAccounts::stay : OpenAccounts::hinder,
                     .note = [&](const Uuid& lead_id) { customers::append_to_erased_file(file, lead_id); }});
  if (outcome != EraseOutcome::erased) throw Refusal(explain_refusal(outcome) + "; nothing was erased");
  std::cerr << "erased; noted in " << file << '\n';
}

void erase_again(Context& context) {
  const auto done = re_erase(context);
  std::cerr << "erased again: " << done.erased << "; added to " << context.config().erased_file << ": " << done.noted
            << '\n';
}

}  // namespace

void add_privacy_commands(CLI::App& group, Context& context, Whom whom) {
  const std::string person = whom == Whom::customer ? "customer" : "lead";
  CLI::App* export_command = group.add_subcommand("export", "Print everything that is stored about a person, as JSON");
  const auto wanted = std::make_shared<std::string>();
  export_command->add_option(person, *wanted, "E-mail or id")->required();
  export_command->callback([&context, wanted, whom] { print_everything(context, *wanted, whom); });

  CLI::App* erase_command =
      group.add_subcommand("erase", "Erase names, e-mail, phone, addresses and texts of a person");
  erase_command->footer(
      "Ids, dates, the source, amounts and trading logins stay, so that reports go on counting. Sessions and login "
      "links "
      "end at once. The id is added to privacy.erased_file, so that `latchkey restored` can erase the person again.");
  const auto options = std::make_shared<EraseOptions>();
  erase_command->add_option(person, options->person, "E-mail or id")->required();
  if (whom == Whom::customer) {
    erase_command->add_flag("--keep-accounts", options->keeps_accounts, "Also when a trading account is open");
  }
  erase_command->add_flag("--yes", options->is_agreed, "Do not ask before");
  erase_command->callback([&context, options, whom] { erase(context, *options, whom); });
  if (whom != Whom::customer) return;

  CLI::App* again = group.add_subcommand("re-erase", "After a restore: erase again whom privacy.erased_file names");
  again->footer("`latchkey restored` does it, too. It also adds to the file who was erased on another machine.");
  again->callback([&context] { erase_again(context); });
}

}  // namespace latchkey::cli
