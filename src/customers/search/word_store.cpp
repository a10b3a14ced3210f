#include "customers/search/word_store.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

namespace latchkey::customers {

std::vector<std::string> find_words(db::Connection& db, const Uuid& lead_id) {
  const auto found = find_words_between(db, lead_id, lead_id);
  return found.empty() ? std::vector<std::string>() : found.begin()->second;
}

std::map<Uuid, std::vector<std::string>> find_words_between(db::Connection& db, const Uuid& first, const Uuid& last) {
  std::map<Uuid, std::vector<std::string>> words;
  for (const auto& row :
       db.query("SELECT person_id, word FROM search_words WHERE person_id BETWEEN ? AND ? ORDER BY person_id, word",
                {first, last})) {
    words[row.uuid("person_id")].push_back(row.text("word"));
  }
  return words;
}

void add_words(db::Connection& db, const std::vector<PersonWords>& persons) {
  auto rows = nlohmann::json::array();
  for (const auto& [lead_id, words] : persons) {
    std::string id = lead_id.text();
    std::erase(id, '-');
    for (const auto& word : words) rows.push_back({id, word});
  }
  if (rows.empty()) return;
  // The rows come as JSON, so that one prepared statement does for any number of them. The character set would else be
  // the schema's, which may lack letters. IGNORE: what is there stays.
  db.execute(
      R"sql(
      INSERT IGNORE INTO search_words (person_id, word)
      SELECT UNHEX(new_words.person), new_words.word
      FROM JSON_TABLE(?, '$[*]' COLUMNS (
          person CHAR(32) PATH '$[0]',
          word VARCHAR(64) CHARACTER SET utf8mb4 PATH '$[1]')) AS new_words)sql",
      {rows.dump()});
}

void add_missing_words(db::Connection& db, const Uuid& lead_id, const std::vector<std::string>& words) {
  const auto stored = find_words(db, lead_id);
  std::vector<std::string> missing;
  std::ranges::copy_if(words, std::back_inserter(missing),
                       [&](const std::string& word) { return !std::ranges::binary_search(stored, word); });
  add_words(db, {{lead_id, missing}});
}

void replace_words(db::Connection& db, const Uuid& lead_id, const std::vector<std::string>& words) {
  for (const auto& word : find_words(db, lead_id)) {
    if (std::ranges::find(words, word) != words.end()) continue;
    db.execute("DELETE FROM search_words WHERE person_id = ? AND word = ?", {lead_id, word});
  }
  add_missing_words(db, lead_id, words);
}

void erase_words(db::Connection& db, const Uuid& lead_id) {
  db.execute("DELETE FROM search_words WHERE person_id = ?", {lead_id});
}

}  // namespace latchkey::customers
