// Finds an account by its tag after the answer to its request was lost. The server cannot search by comment, so the
// accounts of the group are read, except those that other rows of ours have: first those with a login above the
// watermark, where a new one nearly always is, then all others, because logins need not grow (a server may give freed
// numbers away again, or take them from several ranges).
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

// The logins with the tag in Comment or ID, the lowest first. An empty list proves that there is none at the moment.
// When an account's personal data is hidden, because the manager lacks the right to see it, an empty list would prove
// nothing: the failure is then refused_for_good with the code tag_unreadable.
[[nodiscard]] Result<std::vector<std::uint64_t>> find_tagged_logins(Mt5Client& client, const TagSearch& search);

}  // namespace latchkey::trading
