#include "customers/phone_owner.hpp"

namespace latchkey::customers {

bool is_phone_of_another(db::Connection& db, const Person& person) {
  if (!person.phone) return false;
  const std::string digits = person.phone->substr(person.phone->find_first_not_of('+'));
  return !db.query(
                R"sql(
                SELECT 1
                FROM search_words w
                JOIN leads l ON l.id = w.person_id
                LEFT JOIN customers c ON c.lead_id = l.id
                WHERE w.word = ? AND l.email <> ? AND (l.phone = ? OR c.phone = ?)
                LIMIT 1)sql",
                {digits, person.email, *person.phone, *person.phone})
              .empty();
}

}  // namespace latchkey::customers
