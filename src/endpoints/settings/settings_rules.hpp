// What an endpoint's settings have to be.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/courier_config.hpp"
#include "endpoints/event.hpp"

namespace latchkey::endpoints {

// Why an endpoint of this kind cannot have the address, in a sentence for whoever typed it. Nothing when all is well.
// Asks the resolver, which may take seconds.
[[nodiscard]] std::optional<std::string> find_url_problem(Kind kind, const std::string& url,
                                                          const CourierConfig& config);

// The chosen names once each, in the order of list_event_names(). Those that are none of them are left out.
[[nodiscard]] std::vector<std::string> arrange_events(Kind kind, const std::vector<std::string>& chosen);

}  // namespace latchkey::endpoints
