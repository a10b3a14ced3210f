#include "customers/directory/leading.hpp"

#include <algorithm>
#include <utility>

#include "customers/directory/candidates.hpp"

namespace latchkey::customers {
namespace {

struct Rarest {
  std::size_t term = 0;
  std::int64_t words = 0;
};

Rarest find_rarest(db::Connection& db, const std::vector<SearchTerm>& terms) {
  static constexpr std::int64_t rare = 50;  // few enough not to look for a rarer one
  Rarest rarest;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const std::int64_t words = count_words(db, terms[i]);
    const bool is_longer = terms[i].typed.size() > terms[rarest.term].typed.size();
    if (i > 0 && (words > rarest.words || (words == rarest.words && !is_longer))) continue;
    rarest = {i, words};
    if (words < rare) break;
  }
  return rarest;
}

bool can_be_a_name(const SearchTerm& term) {
  return !term.is_number && term.typed.find_first_of("@.") == std::string::npos;
}

// Each term with the next one, and the last with the first.
SearchTerm make_chain(const std::vector<SearchTerm>& terms) {
  std::vector<std::string> names;
  for (const auto& term : terms) {
    if (can_be_a_name(term)) names.push_back(term.beginnings.front());
  }
  SearchTerm chain;
  if (names.size() < 2) return chain;
  for (std::size_t i = 0; i < names.size() && chain.beginnings.size() < most_beginnings; ++i) {
    chain.beginnings.push_back(short_word(names[i] + names[(i + 1) % names.size()]));
  }
  return chain;
}

}  // namespace

Leading::Leading(std::vector<SearchTerm> terms) : terms_(std::move(terms)), chain_(make_chain(terms_)) {}

bool Leading::has(Leader leader) const {
  if (leader == chain()) return !chain_.beginnings.empty();
  return leader < terms_.size() || leader - chain() <= terms_.size();
}

Leading::Leader Leading::choose_first(db::Connection& db, const CountFits& count_fits) const {
  if (terms_.size() == 1) return 0;
  const auto rarest = find_rarest(db, terms_);
  if (rarest.words < most_words_counted) return rarest.term;
  if (!chain_.beginnings.empty()) return chain();
  return choose_next(chain(), count_fits).value();
}

// The words of a term stand in their order, so the first ones may belong to people of whom none fits: those of a first
// name go on with the last names.
std::optional<Leading::Leader> Leading::choose_next(Leader leader, const CountFits& count_fits) const {
  static constexpr std::size_t most_looked_at = 4;
  if (leader != chain()) return std::nullopt;
  std::size_t best = 0;
  std::optional<std::size_t> most;
  for (std::size_t i = 0; i < terms_.size() && i < most_looked_at; ++i) {
    const auto fits = count_fits(terms_[i]);
    if (most && fits <= *most) continue;
    best = i;
    most = fits;
  }
  return chain() + 1 + best;
}

const SearchTerm& Leading::words_of(Leader leader) const {
  if (leader == chain()) return chain_;
  return terms_.at(leader < chain() ? leader : leader - chain() - 1);
}

bool Leading::was_found_before(Leader leader, const std::vector<std::string>& words) const {
  return leader > chain() && fits(chain_, words);
}

}  // namespace latchkey::customers
