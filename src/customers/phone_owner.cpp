#include "customers/phone_owner.hpp"

#include <algorithm>

namespace latchkey::customers {
namespace {

// Few, whatever there is: of a number that many have the servers would rather read all leads until they meet one of
// them, for every creation with it. Most numbers are new, and this statement is all that they cost.
db::Rows find_people_with_word(db::Connection& db, const std::string& word) {
  return db.query("SELECT person_id FROM search_words FORCE INDEX (search_words_by_word) WHERE word = ? LIMIT 10",
                  {word});
}

}  // namespace

std::optional<std::string> find_phone_word(const Person& person) {
  if (!person.phone) return std::nullopt;
  return person.phone->substr(person.phone->find_first_not_of('+'));
}

bool is_phone_of_another(db::Connection& db, const Person& person) {
  const auto word = find_phone_word(person);
  if (!word) return false;
  return std::ranges::any_of(find_people_with_word(db, *word), [&](const db::Row& found) {
    return !db.query(
                  R"sql(
                  SELECT 1
                  FROM leads l
                  LEFT JOIN customers c ON c.lead_id = l.id
                  WHERE l.id = ? AND l.email <> ? AND (l.phone = ? OR c.phone = ?)
                  LIMIT 1)sql",
                  {found.uuid("person_id"), person.email, *person.phone, *person.phone})
                .empty();
  });
}

}  // namespace latchkey::customers
