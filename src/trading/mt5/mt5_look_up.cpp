#include "trading/mt5/mt5_look_up.hpp"

#include <algorithm>

namespace latchkey::trading {

Result<std::vector<std::uint64_t>> find_tagged_logins(Mt5Client& client, const TagSearch& search) {
  auto listed = client.list_logins(search.group);
  if (const auto* failure = std::get_if<Failure>(&listed)) return *failure;
  auto& candidates = std::get<std::vector<std::uint64_t>>(listed);
  std::erase_if(candidates, [&](std::uint64_t login) {
    return login <= search.watermark || std::ranges::find(search.known_logins, login) != search.known_logins.end();
  });
  const auto found = client.find_accounts(candidates);
  if (const auto* failure = std::get_if<Failure>(&found)) return *failure;
  std::vector<std::uint64_t> hits;
  bool is_hidden = false;
  for (const auto& account : std::get<std::vector<Mt5Account>>(found)) {
    if (account.comment == search.tag || account.id == search.tag) hits.push_back(account.login);
    if (account.comment.empty() && account.name.empty()) is_hidden = true;
  }
  if (hits.empty() && is_hidden) {
    return Failure{Outcome::refused_for_good, "tag_unreadable",
                   "the manager may not see personal data, so a lost account cannot be found again"};
  }
  std::ranges::sort(hits);
  return hits;
}

}  // namespace latchkey::trading
