// The table of the search: the words of each person. A person is a lead, and the customer that the lead has become.
#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::customers {

using PersonWords = std::pair<Uuid, std::vector<std::string>>;  // id of the lead; the words

// The stored words, in order.
[[nodiscard]] std::vector<std::string> find_words(db::Connection& db, const Uuid& lead_id);

// Those of all persons from the one id to the other.
[[nodiscard]] std::map<Uuid, std::vector<std::string>> find_words_between(db::Connection& db, const Uuid& first,
                                                                          const Uuid& last);

// Inserts the words that are not there yet, of all these persons in one statement; none when there are none.
void add_words(db::Connection& db, const std::vector<PersonWords>& persons);

// Reads first, and writes only what is missing: most calls of the API bring people as they are known.
void add_missing_words(db::Connection& db, const Uuid& lead_id, const std::vector<std::string>& words);

// Makes `words` the only ones.
void replace_words(db::Connection& db, const Uuid& lead_id, const std::vector<std::string>& words);

// Nothing finds the person any more, as after an erasure.
void erase_words(db::Connection& db, const Uuid& lead_id);

}  // namespace latchkey::customers
