#include "customers/care/customer_change.hpp"

#include "customers/search/person_index.hpp"

namespace latchkey::customers {
namespace {

using nlohmann::json;

json shown(const Customer& customer) {
  return {{"firstName", customer.first_name},
          {"lastName", customer.last_name},
          {"phone", customer.phone},
          {"phoneCountryCode", customer.phone_country_code},
          {"language", customer.language ? json(*customer.language) : json(nullptr)}};
}

// First of all, as a creation and erasing begin with the lead too.
void change_lead(db::Connection& db, const Customer& before, const Customer& after) {
  db.execute(
      R"sql(
      UPDATE leads
      SET first_name = IF(first_name COLLATE utf8mb4_bin <=> ?, ?, first_name),
          last_name = IF(last_name COLLATE utf8mb4_bin <=> ?, ?, last_name),
          phone_country_code = IF(phone <=> ?, ?, phone_country_code),
          phone = IF(phone <=> ?, ?, phone),
          language = IF(language <=> ?, ?, language),
          updated_at = UTC_TIMESTAMP(6)
      WHERE id = ?)sql",
      {before.first_name, after.first_name, before.last_name, after.last_name, before.phone, after.phone_country_code,
       before.phone, after.phone, before.language, after.language, before.lead_id});
}

// False when the row is another by now.
bool change_row(db::Connection& db, const Customer& before, const Customer& after) {
  return db.execute(
             R"sql(
             UPDATE customers
             SET first_name = ?, last_name = ?, phone = ?, phone_country_code = ?, language = ?
             WHERE id = ? AND first_name COLLATE utf8mb4_bin = ? AND last_name COLLATE utf8mb4_bin = ? AND phone = ?
                 AND phone_country_code = ? AND language <=> ?)sql",
             {after.first_name, after.last_name, after.phone, after.phone_country_code, after.language, before.id,
              before.first_name, before.last_name, before.phone, before.phone_country_code, before.language}) == 1;
}

}  // namespace

CustomerChange change_customer(db::Connection& db, const audit::Actor& actor, const Customer& before,
                               const Customer& after) {
  const json was = shown(before);
  const json is = shown(after);
  if (was == is) return CustomerChange::done;
  return db.in_transaction([&](db::Transaction& transaction) {
    change_lead(db, before, after);
    if (!change_row(db, before, after)) {
      transaction.roll_back();
      return CustomerChange::changed_meanwhile;
    }
    index_person(db, before.lead_id);
    audit::record_change(db, actor, {"customer.change", "customer", before.id, was, is});
    return CustomerChange::done;
  });
}

}  // namespace latchkey::customers
