#include "customers/directory.hpp"

#include <algorithm>
#include <array>

#include "base/clock_text.hpp"
#include "base/utf8.hpp"
#include "email/email.hpp"

namespace latchkey::customers {
namespace {

// One way to read what was typed.
struct Reading {
  SearchKey key = SearchKey::newest;
  std::string text;        // the beginning of the key's column
  std::string first_name;  // beside a last name
};

// The beginning of a text as a LIKE pattern, `!` being the escape.
std::string starts_with_pattern(std::string_view text) {
  std::string pattern;
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '!') pattern += '!';
    pattern += c;
  }
  return pattern + '%';
}

constexpr std::string_view select_customers =
    R"sql(
    SELECT id, email, first_name, last_name, phone, created_at,
        blocked_at IS NOT NULL AS is_blocked,
        NULL AS source_name
    FROM customers
    )sql";
constexpr std::string_view select_leads =
    R"sql(
    SELECT id, email, first_name, last_name, phone, created_at,
        FALSE AS is_blocked,
        source_name
    FROM leads
    )sql";

// What follows the SELECT, by SearchKey. A lead may lack names. None is ever stored as an empty text, so the leads
// without one stand first in the index, where '' would stand.
constexpr std::array<std::string_view, 5> page_by_key{
    R"sql(
    WHERE id < ?
    ORDER BY id DESC
    LIMIT ?)sql",
    R"sql(
    WHERE email LIKE ? ESCAPE '!'
      AND email > ?
    ORDER BY email
    LIMIT ?)sql",
    R"sql(
    WHERE last_name LIKE ? ESCAPE '!'
      AND COALESCE(first_name, '') LIKE ? ESCAPE '!'
      AND last_name >= ?
      AND (last_name > ?
           OR COALESCE(first_name, '') > ?
           OR (COALESCE(first_name, '') = ? AND id > ?))
    ORDER BY last_name, first_name, id
    LIMIT ?)sql",
    R"sql(
    WHERE first_name LIKE ? ESCAPE '!'
      AND first_name >= ?
      AND (first_name > ?
           OR COALESCE(last_name, '') > ?
           OR (COALESCE(last_name, '') = ? AND id > ?))
    ORDER BY first_name, last_name, id
    LIMIT ?)sql",
    R"sql(
    WHERE phone LIKE ? ESCAPE '!'
      AND phone >= ?
      AND (phone > ? OR id > ?)
    ORDER BY phone, id
    LIMIT ?)sql"};

// Statements of one directory; made from constants alone.
struct Statements {
  std::string one;  // the entry of an id
  std::array<std::string, page_by_key.size()> pages;
};

Statements make_statements(std::string_view select) {
  Statements statements{std::string(select) + "WHERE id = ?", {}};
  for (std::size_t key = 0; key < page_by_key.size(); ++key) {
    statements.pages.at(key) = std::string(select) + std::string(page_by_key.at(key));
  }
  return statements;
}

const Statements& statements_of(Directory directory) {
  static const Statements customers = make_statements(select_customers);
  static const Statements leads = make_statements(select_leads);
  return directory == Directory::customers ? customers : leads;
}

Entry entry_of(const db::Row& row) {
  return {.id = row.uuid("id"),
          .email = row.text("email"),
          .first_name = row.text_or("first_name", ""),
          .last_name = row.text_or("last_name", ""),
          .phone = row.text_or("phone", ""),
          .created_at = iso8601_from_database(row.text("created_at")),
          .is_blocked = row.flag("is_blocked"),
          .source_name = row.text_or("source_name", "")};
}

// Where the page begins: after this entry. Nothing for the first page, and when the entry is gone.
std::optional<Entry> find_last(db::Connection& db, const Search& search) {
  if (!search.after) return std::nullopt;
  const auto rows = db.query(statements_of(search.directory).one, {*search.after});
  if (rows.empty()) return std::nullopt;
  return entry_of(rows.front());
}

db::Rows query_page(db::Connection& db, const Search& search, const Reading& reading,
                    const std::optional<Entry>& after) {
  const std::string& sql = statements_of(search.directory).pages.at(static_cast<std::size_t>(reading.key));
  const std::string pattern = starts_with_pattern(reading.text);
  const Entry last = after.value_or(Entry{});
  const std::size_t limit = search.page_size + 1;  // one more tells whether there is a next page
  switch (reading.key) {
    case SearchKey::email:
      return db.query(sql, {pattern, last.email, limit});
    case SearchKey::last_name:
      return db.query(sql, {pattern, starts_with_pattern(reading.first_name), last.last_name, last.last_name,
                            last.first_name, last.first_name, last.id, limit});
    case SearchKey::first_name:
      return db.query(sql, {pattern, last.first_name, last.first_name, last.last_name, last.last_name, last.id, limit});
    case SearchKey::phone:
      return db.query(sql, {pattern, last.phone, last.phone, last.id, limit});
    case SearchKey::newest:
      break;
  }
  const std::string greatest_id(Uuid::size, '\xff');
  return db.query(sql, {after ? after->id.bytes() : greatest_id, limit});
}

// The digits with a `+` before them; empty when the text is no beginning of a phone number.
std::string parse_phone_beginning(std::string_view text) {
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

// The ways to read what was typed, the likeliest first; at least one.
std::vector<Reading> list_readings(const std::string& text) {
  if (text.empty()) return {{SearchKey::newest, "", ""}};
  if (text.find('@') != std::string::npos) return {{SearchKey::email, email::normalize_email(text), ""}};
  if (const auto phone = parse_phone_beginning(text); !phone.empty()) return {{SearchKey::phone, phone, ""}};
  std::vector<Reading> readings{
      {SearchKey::last_name, text, ""}, {SearchKey::email, lower_ascii(text), ""}, {SearchKey::first_name, text, ""}};
  if (const auto space = text.rfind(' '); space != std::string::npos) {
    readings.insert(readings.begin(),
                    {SearchKey::last_name, text.substr(space + 1), std::string(trim(text.substr(0, space)))});
  }
  return readings;
}

}  // namespace

Found search_directory(db::Connection& db, const Search& search) {
  const auto after = find_last(db, search);
  const auto readings = list_readings(std::string(trim(search.text)));
  for (const auto& reading : readings) {
    const auto rows = query_page(db, search, reading, after);
    if (rows.empty()) continue;
    Found found{{}, rows.size() > search.page_size, reading.key};
    for (const auto& row : rows) {
      if (found.entries.size() < search.page_size) found.entries.push_back(entry_of(row));
    }
    return found;
  }
  return {{}, false, readings.front().key};
}

}  // namespace latchkey::customers
