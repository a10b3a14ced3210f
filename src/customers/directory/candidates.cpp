#include "customers/directory/candidates.hpp"

#include <algorithm>
#include <array>

#include "customers/directory/entries.hpp"

namespace latchkey::customers {
namespace {

// A term's beginnings as ranges of words, as many as the statements have places: a prepared statement has a fixed
// number.
using Bounds = std::array<std::string, 2 * most_beginnings>;

Bounds bounds_of(const SearchTerm& term) {
  static constexpr std::string_view greatest_character = "\xF4\x8F\xBF\xBF";
  Bounds bounds;
  for (std::size_t i = 0; i < most_beginnings; ++i) {
    const std::string& beginning = term.beginnings.at(std::min(i, term.beginnings.size() - 1));
    bounds.at(2 * i) = beginning;
    bounds.at(2 * i + 1) = beginning + std::string(greatest_character);
  }
  return bounds;
}

// MariaDB and MySQL would rather read the table than the index when a beginning is short.
constexpr std::string_view from_words_in_ranges =
    " FROM search_words FORCE INDEX (search_words_by_word) WHERE (word BETWEEN ? AND ? OR word BETWEEN ? AND ?"
    " OR word BETWEEN ? AND ? OR word BETWEEN ? AND ? OR word BETWEEN ? AND ? OR word BETWEEN ? AND ?"
    " OR word BETWEEN ? AND ?)";

std::string make_candidates_sql(Directory directory) {
  const auto& sql = directory_sql(directory);
  return "SELECT d.word AS found_word, d.person_id,"
         " (SELECT CAST(JSON_ARRAYAGG(w.word) AS CHAR) FROM search_words w WHERE w.person_id = d.person_id)"
         " AS person_words, " +
         sql.columns + " FROM (SELECT word, person_id" + std::string(from_words_in_ranges) +
         " AND word >= ? AND (word > ? OR person_id > ?) ORDER BY word, person_id LIMIT ?) AS d LEFT JOIN " +
         sql.table + " e ON e." + sql.lead_id + " = d.person_id AND " + std::string(filter_condition(directory)) +
         " ORDER BY d.word, d.person_id";
}

}  // namespace

std::int64_t count_words(db::Connection& db, const SearchTerm& term) {
  static const std::string sql =
      "SELECT COUNT(*) AS count FROM (SELECT word" + std::string(from_words_in_ranges) + " LIMIT ?) AS few";
  const Bounds b = bounds_of(term);
  return db
      .query(sql, {b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13],
                   most_words_counted})
      .at(0)
      .integer("count");
}

db::Rows query_candidates(db::Connection& db, Directory directory, const SearchTerm& term, const CandidatePage& page) {
  static const std::string customers = make_candidates_sql(Directory::customers);
  static const std::string leads = make_candidates_sql(Directory::leads);
  const Bounds b = bounds_of(term);
  const auto& [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9] = filter_values(directory, page.filter);
  return db.query(directory == Directory::customers ? customers : leads, {b[0],
                                                                          b[1],
                                                                          b[2],
                                                                          b[3],
                                                                          b[4],
                                                                          b[5],
                                                                          b[6],
                                                                          b[7],
                                                                          b[8],
                                                                          b[9],
                                                                          b[10],
                                                                          b[11],
                                                                          b[12],
                                                                          b[13],
                                                                          page.after_word,
                                                                          page.after_word,
                                                                          page.after_lead_id,
                                                                          page.limit,
                                                                          f0,
                                                                          f1,
                                                                          f2,
                                                                          f3,
                                                                          f4,
                                                                          f5,
                                                                          f6,
                                                                          f7,
                                                                          f8,
                                                                          f9});
}

}  // namespace latchkey::customers
