// Which words a search of several terms reads; the other terms are looked for among all words of the persons that these
// lead to.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "customers/search/words.hpp"
#include "db/connection.hpp"

namespace latchkey::customers {

// The term with the fewest words leads. Are all terms frequent, the chain leads first: the names that begin with two of
// the terms side by side, so that a first name and a last name find their bearers at once, in either order. After it
// comes the term whose first persons fit best, without those whom the chain has found.
class Leading {
 public:
  // A number that the cursor of a page carries: of a term, of the chain, or of a term after the chain.
  using Leader = std::size_t;

  // How many of the first persons that these words lead to fit all terms.
  using CountFits = std::function<std::size_t(const SearchTerm&)>;

  explicit Leading(std::vector<SearchTerm> terms);

  // False for a number that no cursor of this search carries, as after somebody has changed it.
  [[nodiscard]] bool has(Leader leader) const;
  [[nodiscard]] Leader choose_first(db::Connection& db, const CountFits& count_fits) const;
  // Nothing when all have been found.
  [[nodiscard]] std::optional<Leader> choose_next(Leader leader, const CountFits& count_fits) const;

  [[nodiscard]] const SearchTerm& words_of(Leader leader) const;
  // Whether a leader before this one has found whoever has these words.
  [[nodiscard]] bool was_found_before(Leader leader, const std::vector<std::string>& words) const;

 private:
  [[nodiscard]] Leader chain() const { return terms_.size(); }

  std::vector<SearchTerm> terms_;
  SearchTerm chain_;
};

}  // namespace latchkey::customers
