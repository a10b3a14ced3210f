#include "endpoints/event.hpp"

#include <algorithm>
#include <array>

namespace latchkey::endpoints {
namespace {

struct EventNames {
  Event event;
  std::string_view webhook;
  std::string_view postback;
};

constexpr std::array<EventNames, 11> names{{{Event::customer_created, "customer.created", "customer"},
                                            {Event::lead_created, "lead.created", "lead"},
                                            {Event::lead_matched, "lead.matched", "lead"},
                                            {Event::lead_status_changed, "lead.status_changed", "status"},
                                            {Event::deposit_first, "deposit.first", "deposit.first"},
                                            {Event::deposit, "deposit", "deposit"},
                                            {Event::trading_account_created, "trading_account.created", ""},
                                            {Event::trading_account_failed, "trading_account.failed", ""},
                                            {Event::login_redeemed, "login.redeemed", ""},
                                            {Event::customer_erased, "customer.erased", ""},
                                            {Event::test, "test", "test"}}};

}  // namespace

std::string_view name_of(Kind kind) { return kind == Kind::webhook ? "webhook" : "postback"; }

std::string_view name_of(Event event, Kind kind) {
  const auto* const found = std::ranges::find(names, event, &EventNames::event);
  return kind == Kind::webhook ? found->webhook : found->postback;
}

std::vector<std::string_view> list_event_names(Kind kind) {
  std::vector<std::string_view> list;
  for (const auto& entry : names) {
    const auto name = name_of(entry.event, kind);
    if (entry.event != Event::test && !name.empty() && std::ranges::find(list, name) == list.end())
      list.push_back(name);
  }
  return list;
}

bool is_event_name(std::string_view name, Kind kind) { return std::ranges::count(list_event_names(kind), name) == 1; }

}  // namespace latchkey::endpoints
