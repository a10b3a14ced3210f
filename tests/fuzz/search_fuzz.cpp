// What staff type into the search, and the names that it is compared with.
#include <algorithm>
#include <string>

#include "base/utf8.hpp"
#include "customers/search/fold.hpp"
#include "customers/search/words.hpp"
#include "fuzz/expect.hpp"

namespace latchkey::fuzz {
namespace {

void check_word(const std::string& word) {
  expect(!word.empty(), "no word is empty");
  expect(is_valid_utf8(word), "a word is UTF-8");
  expect(count_characters(word) <= customers::word_limit, "a word fits its column");
}

}  // namespace

void check_input(std::string_view input) {
  const std::string folded = customers::fold(input);
  expect(customers::fold(folded) == folded, "what is folded stays as it is");
  const auto terms = customers::parse_search(input);
  expect(terms.size() <= customers::search_term_limit + 1, "the terms are bounded");
  for (const auto& term : terms) {
    expect(!term.beginnings.empty(), "a term asks for something");
    std::ranges::for_each(term.beginnings, check_word);
  }
  std::ranges::for_each(customers::words_of_name(input, input), check_word);
  std::ranges::for_each(customers::words_of_email(input), check_word);
}

}  // namespace latchkey::fuzz
