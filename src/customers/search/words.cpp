#include "customers/search/words.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "customers/search/fold.hpp"

namespace latchkey::customers {
namespace {

// For `al rashid` the words `alrashid` and `rashid`: what is typed in one piece, with a blank or with a hyphen begins
// one of them.
void add_chain(std::string_view name, std::vector<std::string>& words) {
  const auto pieces = split_words(fold(name));
  std::string chain;
  for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
    chain.insert(0, piece->text);
    chain = short_word(chain);
    words.push_back(chain);
  }
}

void add_beginning(std::string_view text, SearchTerm& term) {
  std::string beginning = short_word(text);
  if (beginning.empty() || std::ranges::find(term.beginnings, beginning) != term.beginnings.end()) return;
  term.beginnings.push_back(std::move(beginning));
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_between_digits(char c) { return std::string_view("+-./()").find(c) != std::string_view::npos; }

bool has_no_letter(std::string_view token) {
  return std::ranges::all_of(token, [](char c) { return is_digit(c) || is_between_digits(c); });
}

// A number may be dialled from abroad (00, 011) or at home (0; 8 in Russia, 06 in Hungary), and have its trunk 0 in
// brackets. An ambiguous one is looked for in each way.
SearchTerm number_term(const std::string& typed) {
  SearchTerm term{typed, {}, true};
  std::string marked = typed;
  if (const auto trunk = marked.find("(0)"); trunk != std::string::npos) marked.erase(trunk, 3);
  std::string digits;
  std::ranges::copy_if(marked, std::back_inserter(digits), is_digit);
  add_beginning(digits, term);
  if (digits.starts_with("00")) add_beginning(std::string_view(digits).substr(2), term);
  if (digits.starts_with("011")) add_beginning(std::string_view(digits).substr(3), term);
  const auto significant = digits.find_first_not_of('0');
  if (significant != std::string::npos) add_beginning(std::string_view(digits).substr(significant), term);
  static constexpr std::size_t whole_number = 9;
  if (digits.starts_with("06") && digits.size() >= whole_number) add_beginning(digits.substr(2), term);
  if (digits.starts_with('8') && digits.size() > whole_number + 1) add_beginning("7" + digits.substr(1), term);
  return term;
}

SearchTerm mail_term(std::string_view typed) {
  SearchTerm term{std::string(typed), {}};
  if (typed.starts_with("mailto:")) typed.remove_prefix(7);
  add_beginning(typed.starts_with('@') ? typed.substr(1) : typed, term);
  return term;
}

// A piece of an e-mail (`rosa.z`, `web.de`) keeps its punctuation; in a name it does not count.
std::vector<SearchTerm> text_terms(std::string_view typed) {
  std::vector<SearchTerm> terms;
  bool begins_new_term = true;
  for (const auto& piece : split_words(typed)) {
    if (begins_new_term || piece.stands_alone) terms.emplace_back();
    terms.back().typed += piece.text;
    begins_new_term = piece.stands_alone;
  }
  for (auto& term : terms) add_beginning(term.typed, term);
  if (terms.size() == 1) add_beginning(typed, terms.front());
  return terms;
}

// Letters and digits between everything else.
std::vector<std::string> split_local_part(std::string_view text) {
  std::vector<std::string> pieces(1);
  for (const char c : text) {
    const bool is_part = is_digit(c) || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
    if (is_part) pieces.back() += c;
    if (!is_part && !pieces.back().empty()) pieces.emplace_back();
  }
  return pieces;
}

// The typed text cut where neither a name nor an e-mail nor a phone number goes on.
std::vector<std::string> split_tokens(std::string_view folded) {
  static constexpr std::string_view separators = " \t\r\n\v\f,;<>\"[]{}|";
  std::vector<std::string> tokens;
  for (std::size_t at = 0; (at = folded.find_first_not_of(separators, at)) != std::string_view::npos;) {
    const auto end = std::min(folded.find_first_of(separators, at), folded.size());
    tokens.emplace_back(folded.substr(at, end - at));
    at = end;
  }
  return tokens;
}

std::string_view without_edges(std::string_view token) {
  static constexpr std::string_view edges = "().:!?'";
  const auto first = token.find_first_not_of(edges);
  if (first == std::string_view::npos) return {};
  return token.substr(first, token.find_last_not_of(edges) - first + 1);
}

void add_term(SearchTerm term, std::vector<SearchTerm>& terms) {
  const bool is_known = std::ranges::find(terms, term.typed, &SearchTerm::typed) != terms.end();
  if (term.beginnings.empty() || is_known || terms.size() > search_term_limit) return;
  terms.push_back(std::move(term));
}

}  // namespace

std::string short_word(std::string_view text) { return std::string(first_characters(text, word_limit)); }

std::vector<std::string> words_of_name(std::string_view first_name, std::string_view last_name) {
  std::vector<std::string> words;
  const std::string name = std::string(first_name) + ' ' + std::string(last_name);
  add_chain(name, words);
  if (const std::string spelt = spell_out(name); !spelt.empty()) add_chain(spelt, words);
  return join_words(std::move(words));
}

std::vector<std::string> words_of_email(std::string_view email) {
  const std::string folded = fold(email);
  const auto at = folded.find('@');
  std::vector<std::string> words{short_word(folded)};
  for (const auto& piece : split_local_part(std::string_view(folded).substr(0, at))) words.push_back(short_word(piece));
  if (at != std::string::npos) {
    std::ranges::move(words_of_domain(std::string_view(folded).substr(at + 1)), std::back_inserter(words));
  }
  return join_words(std::move(words));
}

std::vector<std::string> words_of_domain(std::string_view domain) {
  const std::string folded = fold(domain);
  std::string_view rest = folded;
  std::vector<std::string> words;
  for (;;) {
    words.push_back(short_word(rest));
    const auto dot = rest.find('.');
    if (dot == std::string_view::npos || rest.find('.', dot + 1) == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  return join_words(std::move(words));
}

std::vector<std::string> join_words(std::vector<std::string> words) {
  std::ranges::sort(words);
  std::vector<std::string> joined;
  for (auto& word : words) {
    if (word.empty()) continue;
    if (!joined.empty() && word.starts_with(joined.back())) joined.pop_back();
    joined.push_back(std::move(word));
  }
  return joined;
}

std::vector<SearchTerm> parse_search(std::string_view text) {
  std::vector<SearchTerm> terms;
  std::string number;
  const auto finish_number = [&] {
    if (std::ranges::any_of(number, is_digit)) add_term(number_term(number), terms);
    number.clear();
  };
  const auto tokens = split_tokens(fold(text));
  const auto spelt = split_tokens(fold(spell_out(text)));  // as many, or none
  for (std::size_t i = 0; i < tokens.size() && terms.size() <= search_term_limit; ++i) {
    const std::string& token = tokens[i];
    if (has_no_letter(token)) {
      number += token;
      continue;
    }
    finish_number();
    const auto word = without_edges(token);
    if (word.find('@') != std::string_view::npos) {
      add_term(mail_term(word), terms);
    } else {
      auto words = text_terms(word);
      if (words.size() == 1 && spelt.size() == tokens.size()) {
        for (const auto& other : text_terms(spelt[i])) add_beginning(other.typed, words.front());
      }
      for (auto& term : words) add_term(std::move(term), terms);
    }
  }
  finish_number();
  return terms;
}

bool fits(const SearchTerm& term, const std::vector<std::string>& words) {
  return std::ranges::any_of(words, [&](const std::string& word) {
    return std::ranges::any_of(term.beginnings,
                               [&](const std::string& beginning) { return word.starts_with(beginning); });
  });
}

}  // namespace latchkey::customers
