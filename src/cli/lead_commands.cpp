#include <algorithm>
#include <iostream>

#include "cli/context.hpp"
#include "customers/customer_care.hpp"

namespace latchkey::cli {
namespace {

using nlohmann::json;

std::string text_or_dash(const json& value) { return value.is_string() ? value.get<std::string>() : "-"; }

void print_touch(const json& touch) {
  std::cout << "  " << touch["at"].get<std::string>() << "  by " << touch["apiKey"].get<std::string>() << ", source "
            << text_or_dash(touch["source"]) << '\n';
  if (!touch["utmDetails"].empty()) std::cout << "    marketing " << touch["utmDetails"].dump() << '\n';
  if (!touch["metadata"].empty()) std::cout << "    metadata  " << touch["metadata"].dump() << '\n';
}

// The first one first, without their ids.
json all_touches(Context& context, const Uuid& lead) {
  static constexpr std::size_t page = 500;
  json all = json::array();
  std::optional<Uuid> last;
  for (bool has_more = true; has_more;) {
    auto found = customers::list_touches(context.db(), lead, last, page);
    has_more = found.has_more;
    if (has_more) last = Uuid::parse(found.touches.back()["id"].get<std::string>());
    for (auto& touch : found.touches) {
      touch.erase("id");
      all.push_back(std::move(touch));
    }
  }
  std::reverse(all.begin(), all.end());
  return all;
}

void show(Context& context, const std::string& wanted, Output output) {
  const auto lead = customers::describe_lead(context.db(), wanted);
  if (!lead) throw Refusal("there is no lead " + wanted);
  json shown = *lead;
  shown["touches"] = all_touches(context, Uuid::parse(shown["id"].get<std::string>()).value());
  if (shown["firstTouch"].is_object()) shown["firstTouch"].erase("id");
  if (output == Output::json) {
    std::cout << shown.dump(2) << '\n';
    return;
  }
  std::cout << "E-mail    " << shown["email"].get<std::string>() << "\nName      " << text_or_dash(shown["firstName"])
            << ' ' << text_or_dash(shown["lastName"]) << "\nLead      " << shown["id"].get<std::string>()
            << "\nCustomer  " << text_or_dash(shown["customerId"]) << "\nSource    " << text_or_dash(shown["source"])
            << "\nMetadata  " << shown["metadata"].dump() << "\nTouches, the first one first:\n";
  for (const auto& touch : shown["touches"]) print_touch(touch);
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
}

}  // namespace latchkey::cli
