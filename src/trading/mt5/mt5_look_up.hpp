// Finds accounts by their tag, after a request whose answer was lost. The server cannot search by comment: all logins
// of the group above the watermark are read, less those that our rows have already.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "trading/mt5/mt5_client.hpp"
#include "trading/platforms/outcome.hpp"

namespace latchkey::trading {

struct TagSearch {
  std::string group;
  std::string tag;
  std::uint64_t watermark = 0;
  std::vector<std::uint64_t> known_logins;
};

// The logins with the tag in Comment or ID, lowest first; empty is the proof that there is none at the moment. A
// failure tag_unreadable (refused_for_good) when a candidate's personal data is hidden: the manager lacks the right,
// and an empty answer would prove nothing.
[[nodiscard]] Result<std::vector<std::uint64_t>> find_tagged_logins(Mt5Client& client, const TagSearch& search);

}  // namespace latchkey::trading
