#include "base/nearest.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "base/utf8.hpp"

namespace latchkey {
namespace {

// Optimal string alignment distance: insertions, deletions, substitutions, and two neighbours swapped, row by row.
std::size_t count_edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(above.begin(), above.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (is_swap) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(above);
    above.swap(row);
  }
  return above.back();
}

}  // namespace

std::string find_nearest(std::string_view name, std::span<const std::string_view> known) {
  static constexpr std::size_t longest = 64;  // bounds the work for a hostile name
  if (name.size() > longest) return {};
  const std::string wanted = lower_ascii(name);
  std::size_t fewest = std::max<std::size_t>(1, name.size() / 3) + 1;
  std::string_view nearest;
  for (const std::string_view candidate : known) {
    const std::size_t edits = count_edits(wanted, lower_ascii(candidate));
    if (edits < fewest) {
      fewest = edits;
      nearest = candidate;
    }
  }
  return std::string(nearest);
}

}  // namespace latchkey
