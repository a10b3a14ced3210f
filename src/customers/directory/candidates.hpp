// The words of the search's table that begin like a term, and the persons behind them.
#pragma once
#include <cstdint>
#include <string>

#include "customers/directory/directory.hpp"
#include "customers/search/words.hpp"

namespace latchkey::customers {

// A term with more beginnings is cut.
inline constexpr std::size_t most_beginnings = 7;

inline constexpr std::int64_t most_words_counted = 5000;

// How many words begin like the term; counting ends at most_words_counted.
[[nodiscard]] std::int64_t count_words(db::Connection& db, const SearchTerm& term);

struct CandidatePage {
  const std::string& after_word;
  const Uuid& after_lead_id;
  std::size_t limit;
  const DirectoryFilter& filter;
};

// Such words in order, those of one spelling by the id of the lead. A row has `found_word`, `person_id` (of the lead),
// `person_words` (all words of the person, as a JSON array), and what entry_of() reads; that is NULL where the lead is
// no customer, and where the entry does not pass the filter. It reads `limit` words, however many persons have them.
[[nodiscard]] db::Rows query_candidates(db::Connection& db, Directory directory, const SearchTerm& term,
                                        const CandidatePage& page);

}  // namespace latchkey::customers
