// Which words a person is found by, and what a typed text asks for.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace latchkey::customers {

inline constexpr std::size_t word_limit = 64;         // characters; the rest of a longer word does not count
inline constexpr std::size_t search_term_limit = 32;  // more terms than this are not looked for

// The text up to word_limit.
[[nodiscard]] std::string short_word(std::string_view text);

// Words by the field that they come from. One that another word of the list begins with is left out: whoever looks for
// the beginning of words finds it there.
[[nodiscard]] std::vector<std::string> words_of_name(std::string_view first_name, std::string_view last_name);
[[nodiscard]] std::vector<std::string> words_of_email(std::string_view email);
// The domain with and without its first labels.
[[nodiscard]] std::vector<std::string> words_of_domain(std::string_view domain);

// All of them, each once, in order.
[[nodiscard]] std::vector<std::string> join_words(std::vector<std::string> words);

// One piece of what was typed. It fits a person who has a word with one of these beginnings.
struct SearchTerm {
  std::string typed;  // folded
  std::vector<std::string> beginnings;
  bool is_number = false;  // digits, and what people write between the digits of a phone number
};

// Any text, of any length. Each term once; no more than one above search_term_limit.
[[nodiscard]] std::vector<SearchTerm> parse_search(std::string_view text);

[[nodiscard]] bool fits(const SearchTerm& term, const std::vector<std::string>& words);

}  // namespace latchkey::customers
