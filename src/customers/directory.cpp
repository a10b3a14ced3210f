#include "customers/directory.hpp"

#include <algorithm>
#include <array>

#include "base/clock_text.hpp"
#include "base/utf8.hpp"

namespace latchkey::customers {
namespace {

// The beginning of a text as a LIKE pattern, `!` being the escape.
std::string beginning(std::string_view text) {
  std::string pattern;
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '!') pattern += '!';
    pattern += c;
  }
  return pattern + '%';
}

struct Wanted {
  std::string text;        // the beginning of the searched column
  std::string first_name;  // beside a last name
};

// Where the page begins: the values of the last entry before it.
struct Place {
  Uuid id = Uuid();
  std::string email;
  std::string first_name;
  std::string last_name;
  std::string phone;
};

// Statement texts of one directory; made from constants alone.
struct Statements {
  std::string place;
  std::array<std::string, 5> by_key;
};

// A lead may lack names. None is ever empty, so that those without stand first in the index, as '' would.
Statements make_statements(std::string_view table, std::string_view detail) {
  const std::string from = " FROM " + std::string(table);
  const std::string columns =
      "SELECT id, email, COALESCE(first_name, ''), COALESCE(last_name, ''), COALESCE(phone, ''), created_at, " +
      std::string(detail) + from;
  const std::string limit = " LIMIT ?";
  return {
      "SELECT id, email, COALESCE(first_name, ''), COALESCE(last_name, ''), COALESCE(phone, '')" + from +
          " WHERE id = ?",
      {columns + " WHERE id < ? ORDER BY id DESC" + limit,
       columns + " WHERE email LIKE ? ESCAPE '!' AND email > ? ORDER BY email" + limit,
       columns +
           " WHERE last_name LIKE ? ESCAPE '!' AND COALESCE(first_name, '') LIKE ? ESCAPE '!' AND last_name >= ? "
           "AND (last_name > ? OR COALESCE(first_name, '') > ? OR (COALESCE(first_name, '') = ? AND id > ?)) "
           "ORDER BY last_name, first_name, id" +
           limit,
       columns +
           " WHERE first_name LIKE ? ESCAPE '!' AND first_name >= ? "
           "AND (first_name > ? OR COALESCE(last_name, '') > ? OR (COALESCE(last_name, '') = ? AND id > ?)) "
           "ORDER BY first_name, last_name, id" +
           limit,
       columns + " WHERE phone LIKE ? ESCAPE '!' AND phone >= ? AND (phone > ? OR id > ?) ORDER BY phone, id" + limit}};
}

const Statements& statements_of(Directory directory) {
  static const Statements customers = make_statements("customers", "IF(blocked_at IS NULL, 'active', 'blocked')");
  static const Statements leads = make_statements("leads", "COALESCE(source_name, '')");
  return directory == Directory::customers ? customers : leads;
}

db::Rows rows_by(db::Connection& db, const Statements& statements, SearchKey key, const Wanted& wanted,
                 const Place& place, std::size_t limit) {
  const std::string& sql = statements.by_key.at(static_cast<std::size_t>(key));
  const std::string pattern = beginning(wanted.text);
  switch (key) {
    case SearchKey::email:
      return db.query(sql, {pattern, place.email, limit});
    case SearchKey::last_name:
      return db.query(sql, {pattern, beginning(wanted.first_name), place.last_name, place.last_name, place.first_name,
                            place.first_name, place.id, limit});
    case SearchKey::first_name:
      return db.query(sql,
                      {pattern, place.first_name, place.first_name, place.last_name, place.last_name, place.id, limit});
    case SearchKey::phone:
      return db.query(sql, {pattern, place.phone, place.phone, place.id, limit});
    case SearchKey::newest:
      break;
  }
  const std::string newest(Uuid::size, '\xff');
  return db.query(sql, {place.id == Uuid() ? newest : place.id.bytes(), limit});
}

Found found_by(SearchKey key, const db::Rows& rows, std::size_t page) {
  Found found{{}, rows.size() > page, key};
  for (const auto& row : rows) {
    if (found.entries.size() == page) break;
    found.entries.push_back({row.uuid(0), row.text(1), row.text(2), row.text(3), row.text(4),
                             iso8601_from_database(row.text(5)), row.text(6)});
  }
  return found;
}

// The digits with a `+` before them; empty when the text is no beginning of a phone number.
std::string phone_beginning(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (c != '+' && c != ' ' && c != '-' && c != '(' && c != ')' && c != '.') {
      return {};
    }
  }
  if (digits.starts_with("00")) digits.erase(0, 2);
  return digits.empty() ? std::string() : "+" + digits;
}

// Ways to read what was typed, the likeliest first.
std::vector<std::pair<SearchKey, Wanted>> readings(const std::string& text) {
  if (text.empty()) return {{SearchKey::newest, {}}};
  if (text.find('@') != std::string::npos) return {{SearchKey::email, {lower_ascii(text), ""}}};
  if (const auto phone = phone_beginning(text); !phone.empty()) return {{SearchKey::phone, {phone, ""}}};
  std::vector<std::pair<SearchKey, Wanted>> ways{{SearchKey::last_name, {text, ""}},
                                                 {SearchKey::email, {lower_ascii(text), ""}},
                                                 {SearchKey::first_name, {text, ""}}};
  if (const auto space = text.rfind(' '); space != std::string::npos) {
    ways.insert(ways.begin(),
                {SearchKey::last_name, {text.substr(space + 1), std::string(trim(text.substr(0, space)))}});
  }
  return ways;
}

}  // namespace

Found search(db::Connection& db, Directory directory, const std::string& wanted, const std::optional<Uuid>& after,
             std::size_t page) {
  const Statements& statements = statements_of(directory);
  const auto last = after ? db.query(statements.place, {*after}) : db::Rows();
  const Place place = last.empty() ? Place{}
                                   : Place{last.front().uuid(0), last.front().text(1), last.front().text(2),
                                           last.front().text(3), last.front().text(4)};
  const auto ways = readings(std::string(trim(wanted)));
  for (const auto& [key, text] : ways) {
    auto found = found_by(key, rows_by(db, statements, key, text, place, page + 1), page);
    if (!found.entries.empty()) return found;
  }
  return {{}, false, ways.front().first};
}

}  // namespace latchkey::customers
