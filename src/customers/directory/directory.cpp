#include "customers/directory/directory.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "customers/directory/browse.hpp"
#include "customers/directory/candidates.hpp"
#include "customers/directory/entries.hpp"
#include "customers/directory/leading.hpp"
#include "customers/directory/sure_hits.hpp"
#include "customers/search/fold.hpp"
#include "customers/search/person_words.hpp"
#include "customers/search/word_store.hpp"
#include "email/email.hpp"

namespace latchkey::customers {
namespace {

using Clock = std::chrono::steady_clock;
using Words = std::vector<std::string>;

struct WantedTerm {
  SearchTerm term;
  SureHits hits;
};

// Where a page ends: at a person whom an id or a login stands for, or at one whom a word of the leader has found.
struct Position {
  Uuid lead_id;
  std::optional<Leading::Leader> leader = std::nullopt;
  std::string word = {};
};

std::string text_of(const Position& position) {
  if (!position.leader) return position.lead_id.text();
  return position.lead_id.text() + '.' + std::to_string(*position.leader) + '.' + position.word;
}

// Nothing when the text is not one that text_of() makes for such a search.
std::optional<Position> parse_position(std::string_view text, const Leading& leading) {
  static constexpr std::size_t id_size = 36;
  const auto id = Uuid::parse(text.substr(0, id_size));
  if (!id) return std::nullopt;
  Position position{*id};
  if (text.size() == id_size) return position;
  Leading::Leader leader = 0;
  const char* const begin = text.data() + id_size + 1;
  const char* const end = text.data() + text.size();
  if (text[id_size] != '.' || begin == end) return std::nullopt;
  const auto parsed = std::from_chars(begin, end, leader);
  if (parsed.ec != std::errc() || parsed.ptr == end || *parsed.ptr != '.' || !leading.has(leader)) return std::nullopt;
  position.leader = leader;
  position.word = std::string(parsed.ptr + 1, end);
  return position;
}

bool contains(const std::vector<Uuid>& ids, const Uuid& id) { return std::ranges::find(ids, id) != ids.end(); }

bool is_sure_hit(const WantedTerm& wanted, const Uuid& lead_id) {
  return contains(wanted.hits.by_id, lead_id) || contains(wanted.hits.by_login, lead_id);
}

void note_matches(const std::vector<WantedTerm>& terms, const Uuid& lead_id, Entry& entry) {
  const auto note = [&](Match match) {
    if (std::ranges::find(entry.matches, match) == entry.matches.end()) entry.matches.push_back(match);
  };
  const Words name = words_of_name(entry.first_name, entry.last_name);
  const Words email = words_of_address(entry.email);
  const Words phone = words_of_phone(entry.phone);
  for (const auto& [term, hits] : terms) {
    const auto before = entry.matches.size();
    bool is_own = false;
    const auto note_if = [&](bool matches, Match match) {
      if (matches) note(match);
      is_own = is_own || matches;
    };
    note_if(contains(hits.by_id, lead_id), Match::id);
    note_if(contains(hits.by_login, lead_id), Match::login);
    note_if(fits(term, name), Match::name);
    note_if(fits(term, email), Match::email);
    note_if(fits(term, phone), Match::phone);
    if (!is_own && entry.matches.size() == before) note(Match::other_record);
  }
}

std::vector<SearchTerm> terms_of(const std::vector<WantedTerm>& wanted) {
  std::vector<SearchTerm> terms;
  terms.reserve(wanted.size());
  for (const auto& one : wanted) terms.push_back(one.term);
  return terms;
}

Words words_in(const db::Row& candidate) { return nlohmann::json::parse(candidate.text("person_words")).get<Words>(); }

// One page that is being filled.
class PageSearch {
 public:
  PageSearch(db::Connection& db, const Search& search, std::vector<WantedTerm> terms)
      : db_(db),
        search_(search),
        terms_(std::move(terms)),
        leading_(terms_of(terms_)),
        ends_at_(Clock::now() + search.longest) {}

  Found run() {
    const auto after = parse_position(search_.after, leading_);
    for (const auto& wanted : terms_) found_.has_too_many_ids = found_.has_too_many_ids || wanted.hits.is_cut;
    list_sure_persons();
    if (!after || !after->leader) add_sure_entries(after);
    if (!found_.has_more) add_found_entries(after.value_or(Position{}));
    return std::move(found_);
  }

 private:
  [[nodiscard]] bool fits_all(const Uuid& lead_id, const Words& words) const {
    return std::ranges::all_of(
        terms_, [&](const WantedTerm& wanted) { return is_sure_hit(wanted, lead_id) || fits(wanted.term, words); });
  }

  void list_sure_persons() {
    for (const auto& wanted : terms_) {
      for (const auto* ids : {&wanted.hits.by_id, &wanted.hits.by_login}) {
        for (const auto& id : *ids) {
          if (!contains(sure_persons_, id) && (terms_.size() == 1 || fits_all(id, find_words(db_, id)))) {
            sure_persons_.push_back(id);
          }
        }
      }
    }
  }

  // Takes the entry, or notes that there is one more than the page shows.
  void take(const Position& position, Entry entry) {
    if (found_.entries.size() == search_.page_size) {
      found_.has_more = true;
      found_.next = text_of(last_);
      return;
    }
    note_matches(terms_, position.lead_id, entry);
    found_.entries.push_back(std::move(entry));
    last_ = position;
  }

  void add_sure_entries(const std::optional<Position>& after) {
    auto next = sure_persons_.begin();
    if (after) {
      next = std::ranges::find(sure_persons_, after->lead_id);
      if (next != sure_persons_.end()) ++next;
    }
    for (; next != sure_persons_.end() && !found_.has_more; ++next) {
      if (auto entry = find_entry(db_, search_.directory, *next, search_.filter)) take({*next}, *std::move(entry));
    }
  }

  void add_found_entries(const Position& after) {
    const auto count_fits = [&](const SearchTerm& words) { return count_first_fits(words); };
    Position read = after;
    if (!read.leader) read = {Uuid(), leading_.choose_first(db_, count_fits), ""};
    for (;;) {
      read_words_of_leader(read);
      if (found_.has_more) return;
      const auto next = leading_.choose_next(*read.leader, count_fits);
      if (!next) return;
      read = {Uuid(), next, ""};
    }
  }

  // From the position on, which moves along: to the end of its words, or of the page.
  void read_words_of_leader(Position& read) {
    static constexpr std::size_t most_at_once = 2000;
    for (std::size_t limit = search_.page_size + 1;; limit = std::min(limit * 4, most_at_once)) {
      const auto rows = query_candidates(
          db_, search_.directory, leading_.words_of(*read.leader),
          {.after_word = read.word, .after_lead_id = read.lead_id, .limit = limit, .filter = search_.filter});
      for (const auto& row : rows) {
        read.lead_id = row.uuid("person_id");
        read.word = row.text("found_word");
        if (!row.is_null("id") && is_wanted(row, read)) take(read, entry_of(row));
        if (found_.has_more) return;
      }
      if (rows.size() < limit) return;
      if (Clock::now() < ends_at_) continue;
      found_.has_more = true;
      found_.is_page_cut = true;
      found_.next = text_of(read);
      return;
    }
  }

  [[nodiscard]] std::size_t count_first_fits(const SearchTerm& words) {
    static constexpr std::size_t looked_at = 100;
    const auto rows =
        query_candidates(db_, search_.directory, words,
                         {.after_word = "", .after_lead_id = Uuid(), .limit = looked_at, .filter = search_.filter});
    return static_cast<std::size_t>(std::ranges::count_if(rows, [&](const db::Row& row) {
      return !row.is_null("id") && fits_all(row.uuid("person_id"), words_in(row));
    }));
  }

  // A person whom several words of the leader find is shown at the first of them.
  [[nodiscard]] bool is_wanted(const db::Row& row, const Position& read) const {
    if (contains(sure_persons_, read.lead_id)) return false;
    const auto words = words_in(row);
    const auto& leading = leading_.words_of(*read.leader);
    const bool was_found_before =
        std::ranges::any_of(words, [&](const std::string& word) { return word < read.word && fits(leading, {word}); });
    return !was_found_before && !leading_.was_found_before(*read.leader, words) && fits_all(read.lead_id, words);
  }

  db::Connection& db_;
  const Search& search_;
  const std::vector<WantedTerm> terms_;
  const Leading leading_;
  const Clock::time_point ends_at_;
  std::vector<Uuid> sure_persons_;
  Position last_;
  Found found_;
};

// An address in the form that is stored is looked for beside the one that was typed (a domain in another script).
void add_stored_form(SearchTerm& term) {
  if (term.typed.find('@') == std::string::npos) return;
  const std::string stored(first_characters(email::normalize_email(term.typed), word_limit));
  if (std::ranges::find(term.beginnings, stored) == term.beginnings.end()) term.beginnings.push_back(stored);
}

}  // namespace

Found search_directory(db::Connection& db, const Search& search) {
  static constexpr std::string_view blanks = " \t\r\n";
  if (search.text.find_first_not_of(blanks) == std::string::npos) return browse(db, search);
  std::vector<WantedTerm> terms;
  for (auto& term : parse_search(search.text)) {
    add_stored_form(term);
    terms.push_back({std::move(term), {}});
  }
  if (terms.empty()) return {.problem = Found::Problem::nothing_to_look_for};
  if (terms.size() > search_term_limit) return {.problem = Found::Problem::too_many_terms};
  for (auto& wanted : terms) wanted.hits = find_sure_hits(db, wanted.term);
  return PageSearch(db, search, std::move(terms)).run();
}

}  // namespace latchkey::customers
