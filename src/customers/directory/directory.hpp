// Looking up customers and leads by whatever staff know of them, page by page, at a cost that does not grow with their
// number.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "customers/directory/filter.hpp"
#include "db/connection.hpp"

namespace latchkey::customers {

// What of an entry fits a piece of the text. `other_record`: the lead that the customer was, or the customer that the
// lead has become.
enum class Match { id, login, name, email, phone, other_record };

inline constexpr std::size_t directory_page = 50;

// Of a list without a search; what is found by one stands by how well it fits.
enum class Order { newest, oldest, email, email_backwards };

struct Search {
  Directory directory = Directory::customers;
  std::string text;         // what somebody typed
  std::string after = {};   // `next` of the page before; what is no such text begins anew
  std::string before = {};  // `former` of the page after, in place of `after`; for a list without a search alone
  DirectoryFilter filter = {};
  Order order = Order::newest;
  std::size_t page_size = directory_page;
  std::chrono::milliseconds longest{2000};  // after so long a page ends, even if it is not full
};

struct Entry {
  Uuid id;
  std::string email;
  std::string first_name;  // a lead may lack names and phone: they are then empty
  std::string last_name;
  std::string phone;
  std::string created_at;   // ISO 8601
  bool is_blocked = false;  // of a customer
  std::string source_name;  // of a lead; empty without a source
  std::vector<Match> matches = {};
};

struct Found {
  std::vector<Entry> entries = {};
  bool has_more = false;
  std::string next = {};          // when there is more; also of a page that is cut, even if nobody is on it
  bool has_former = false;        // of a list without a search: whether there is a page before this one
  std::string former = {};        // of such a list
  bool is_page_cut = false;       // the time was over before the page was full
  bool has_too_many_ids = false;  // only the first of those whose id or trading login begins so are among the entries
  enum class Problem { none, nothing_to_look_for, too_many_terms } problem = Problem::none;
};

// The text may be empty: then all, the newest first. Else each piece of it must be the beginning of a word of the
// person (search/words.hpp), or be a trading login or its beginning, or an id or the first 8 digits of one at least.
// The entries that an id or a login stands for come first, then the others by the rarest of the words (leading.hpp),
// those with exactly this word before those whose word goes on.
[[nodiscard]] Found search_directory(db::Connection& db, const Search& search);

inline constexpr std::int64_t most_counted = 10'000;

struct Count {
  std::int64_t number = 0;
  // more: than most_counted. at_least: the time was over before all had been looked at.
  enum class Kind { exact, more, at_least } kind = Kind::exact;
};

// How many there are that pass the filter of the search; its text is not looked at. Takes half a second at most.
[[nodiscard]] Count count_directory(db::Connection& db, const Search& search);

}  // namespace latchkey::customers
