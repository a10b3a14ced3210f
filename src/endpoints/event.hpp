// What endpoints may be told of.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace latchkey::endpoints {

enum class Kind { webhook, postback };

// As the database names it: `webhook`, `postback`.
[[nodiscard]] std::string_view name_of(Kind kind);

enum class Event {
  customer_created,
  lead_created,
  lead_matched,
  lead_status_changed,
  deposit_first,
  deposit,
  trading_account_created,
  trading_account_failed,
  login_redeemed,
  customer_erased,
  test,  // told by the test button alone; nobody chooses it
};

// As an endpoint of this kind names it: `lead.created` is `lead` to a postback, and so is `lead.matched`. Empty where
// an endpoint of this kind is not told of it.
[[nodiscard]] std::string_view name_of(Event event, Kind kind);

// The names that an endpoint of this kind may choose from, in the order in which people are told of them.
[[nodiscard]] std::vector<std::string_view> list_event_names(Kind kind);

// Whether `name` is one of them.
[[nodiscard]] bool is_event_name(std::string_view name, Kind kind);

}  // namespace latchkey::endpoints
