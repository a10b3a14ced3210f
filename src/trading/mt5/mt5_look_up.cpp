#include "trading/mt5/mt5_look_up.hpp"

#include <algorithm>

namespace latchkey::trading {

namespace {

// Those of `logins` that have the tag.
Result<std::vector<std::uint64_t>> find_tag(Mt5Client& client, std::span<const std::uint64_t> logins,
                                            std::string_view tag) {
  const auto found = client.find_accounts(logins);
  if (const auto* failure = std::get_if<Failure>(&found)) return *failure;
  std::vector<std::uint64_t> hits;
  bool is_hidden = false;
  for (const auto& account : std::get<std::vector<Mt5Account>>(found)) {
    if (account.comment == tag || account.id == tag) hits.push_back(account.login);
    if (account.comment.empty() && account.name.empty()) is_hidden = true;
  }
  if (hits.empty() && is_hidden) {
    return Failure{Outcome::refused_for_good, "tag_unreadable",
                   "the manager may not see personal data, so a lost account cannot be found again"};
  }
  std::ranges::sort(hits);
  return hits;
}

}  // namespace

Result<std::vector<std::uint64_t>> find_tagged_logins(Mt5Client& client, const TagSearch& search) {
  auto listed = client.list_logins(search.group);
  if (const auto* failure = std::get_if<Failure>(&listed)) return *failure;
  auto& candidates = std::get<std::vector<std::uint64_t>>(listed);
  auto known = search.known_logins;
  std::ranges::sort(known);
  std::erase_if(candidates, [&](std::uint64_t login) { return std::ranges::binary_search(known, login); });
  const auto older = std::partition(candidates.begin(), candidates.end(),
                                    [&](std::uint64_t login) { return login > search.watermark; });
  auto hits = find_tag(client, {candidates.begin(), older}, search.tag);
  const auto* logins = std::get_if<std::vector<std::uint64_t>>(&hits);
  if (logins == nullptr || !logins->empty()) return hits;
  return find_tag(client, {older, candidates.end()}, search.tag);
}

}  // namespace latchkey::trading
