#include <algorithm>
#include <iostream>
#include <iterator>

#include "cli/context.hpp"
#include "cli/people/lead_import_command.hpp"
#include "cli/people/privacy_commands.hpp"
#include "customers/deposits/deposit_store.hpp"
#include "customers/leads/lead_record.hpp"
#include "customers/statuses/status_care.hpp"

namespace latchkey::cli {
namespace {

using customers::Lead;
using customers::Touch;
using nlohmann::json;

json or_null(const std::optional<std::string>& text) { return text ? json(*text) : json(nullptr); }

json touch_json(const Touch& touch) {
  return {{"at", touch.touched_at},
          {"apiKey", touch.api_key_name},
          {"source", or_null(touch.source_name)},
          {"utmDetails", touch.marketing.utm_details},
          {"metadata", touch.marketing.metadata}};
}

struct ShownLead {
  const Lead& lead;
  customers::LeadStatus status;
  std::optional<std::string> first_deposit_at;
  std::vector<Touch> touches;
};

json lead_json(const ShownLead& shown) {
  const Lead& lead = shown.lead;
  json result{{"id", lead.id.text()},
              {"email", lead.email},
              {"firstName", or_null(lead.first_name)},
              {"lastName", or_null(lead.last_name)},
              {"status", shown.status.name},
              {"statusGroup", customers::group_name(shown.status.group)},
              {"firstDepositAt", or_null(shown.first_deposit_at)},
              {"source", or_null(lead.source_name)},
              {"metadata", lead.metadata},
              {"firstTouch", lead.first_touch ? touch_json(*lead.first_touch) : json(nullptr)},
              {"customerId", lead.customer_id ? json(lead.customer_id->text()) : json(nullptr)},
              {"touches", json::array()}};
  for (const auto& touch : shown.touches) result["touches"].push_back(touch_json(touch));
  return result;
}

// The first one first.
std::vector<Touch> list_all_touches(Context& context, const Uuid& lead_id) {
  static constexpr std::size_t page_size = 500;
  std::vector<Touch> all;
  std::optional<Uuid> last;
  for (bool has_more = true; has_more;) {
    auto page = customers::list_touches(context.db(), lead_id, last, page_size);
    has_more = page.has_more;
    if (has_more) last = page.touches.back().id;
    std::ranges::move(page.touches, std::back_inserter(all));
  }
  std::ranges::reverse(all);
  return all;
}

void print_touch(const Touch& touch) {
  std::cout << "  " << touch.touched_at << "  by " << touch.api_key_name << ", source "
            << touch.source_name.value_or("-") << '\n';
  const auto& [utm_details, metadata] = touch.marketing;
  if (!utm_details.empty()) std::cout << "    marketing " << utm_details.dump() << '\n';
  if (!metadata.empty()) std::cout << "    metadata  " << metadata.dump() << '\n';
}

void print_lead(const ShownLead& shown) {
  const Lead& lead = shown.lead;
  std::cout << "E-mail    " << lead.email << "\nName      " << lead.first_name.value_or("-") << ' '
            << lead.last_name.value_or("-") << "\nStatus    " << shown.status.name << " ("
            << customers::group_name(shown.status.group) << ")\nDeposit   " << shown.first_deposit_at.value_or("-")
            << "\nLead      " << lead.id.text() << "\nCustomer  " << (lead.customer_id ? lead.customer_id->text() : "-")
            << "\nSource    " << lead.source_name.value_or("-") << "\nMetadata  " << lead.metadata.dump()
            << "\nTouches, the first one first:\n";
  for (const auto& touch : shown.touches) print_touch(touch);
}

void show(Context& context, const std::string& wanted, Output output) {
  const auto lead = customers::find_lead_by_id_or_email(context.db(), wanted);
  if (!lead) throw Refusal("there is no lead " + wanted);
  const auto statuses = customers::list_lead_statuses(context.db());
  const ShownLead shown{*lead, customers::find_status_of(context.db(), lead->id, statuses).value(),
                        customers::find_first_deposit_time(context.db(), lead->id),
                        list_all_touches(context, lead->id)};
  if (output == Output::json) {
    std::cout << lead_json(shown).dump(2) << '\n';
  } else {
    print_lead(shown);
  }
}

void set_status(Context& context, const std::string& wanted, const std::string& name) {
  const auto lead = customers::find_lead_by_id_or_email(context.db(), wanted);
  if (!lead) throw Refusal("there is no lead " + wanted);
  const auto status = customers::find_lead_status(context.db(), name);
  if (!status || !status->is_enabled) {
    std::string names;
    for (const auto& one : customers::enabled_status_names(customers::list_lead_statuses(context.db()))) {
      names += (names.empty() ? "" : ", ") + one;
    }
    throw Refusal("no enabled status has the name " + name + "; there are " + names);
  }
  if (!customers::set_status_by_staff(context.db(), Context::actor(), lead->id, *status)) {
    throw Refusal("there is no lead " + wanted);
  }
}

}  // namespace

void add_lead_commands(CLI::App& app, Context& context) {
  CLI::App* group = app.add_subcommand("lead", "Leads")->require_subcommand(1);
  CLI::App* show_command = group->add_subcommand("show", "Show a lead with its touches");
  const auto wanted = std::make_shared<std::string>();
  const auto output = std::make_shared<Output>(Output::table);
  show_command->add_option("lead", *wanted, "E-mail or id")->required();
  add_json_flag(*show_command, output);
  show_command->callback([&context, wanted, output] { show(context, *wanted, *output); });

  add_privacy_commands(*group, context, customers::Whom::lead);
  add_lead_import_command(*group, context);

  CLI::App* status_command = group->add_subcommand("status", "Set the status of a lead");
  const auto changed = std::make_shared<std::string>();
  const auto name = std::make_shared<std::string>();
  status_command->add_option("lead", *changed, "E-mail or id")->required();
  status_command->add_option("status", *name, "Name of the status; see latchkey lead-status list")->required();
  status_command->callback([&context, changed, name] { set_status(context, *changed, *name); });
}

}  // namespace latchkey::cli
