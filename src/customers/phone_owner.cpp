#include "customers/phone_owner.hpp"

namespace latchkey::customers {

// The persons of the word come first and are few, whatever there is: of a number that many have the servers would
// rather read all leads until they meet one of them, for every creation with it.
bool is_phone_of_another(db::Connection& db, const Person& person) {
  if (!person.phone) return false;
  const std::string digits = person.phone->substr(person.phone->find_first_not_of('+'));
  return !db.query(
                R"sql(
                SELECT 1
                FROM (
                    SELECT person_id FROM search_words FORCE INDEX (search_words_by_word) WHERE word = ? LIMIT 100
                ) AS few
                JOIN leads l ON l.id = few.person_id
                LEFT JOIN customers c ON c.lead_id = l.id
                WHERE l.email <> ? AND (l.phone = ? OR c.phone = ?)
                LIMIT 1)sql",
                {digits, person.email, *person.phone, *person.phone})
              .empty();
}

}  // namespace latchkey::customers
