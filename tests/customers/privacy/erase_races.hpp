// Erasing beside a creation, a sign-in and an import of the same person at the same moment, each with a control that
// erases without care and shows that the race is a real one. `Pair` has db(0) and db(1), and run(first, second) that
// carries both out at once, each with its connection.
#pragma once
#include "api/keys/api_key.hpp"
#include "customers/customer_access.hpp"
#include "customers/import/lead_import.hpp"
#include "customers/privacy/erase_person.hpp"
#include "members/session_limits.hpp"
#include "members/sessions/session_store.hpp"
#include "support/people.hpp"
#include "support/run_together.hpp"

namespace latchkey::test {

inline void create_once(db::Connection& db, const api::ApiKey& key, const std::string& email) {
  db.in_transaction([&](db::Transaction& transaction) {
    const auto person = make_person(email);
    const auto lead = customers::touch_lead(db, person, {}, api::make_touch_origin(key));
    const auto outcome = customers::insert_customer(db, {Uuid::make(), person, "x", lead.id, key.id});
    if (outcome == db::InsertOutcome::duplicate) transaction.roll_back();
  });
}

inline void erase_with_care(db::Connection& db, const Uuid& lead, const Uuid& /*customer*/) {
  static_cast<void>(
      customers::erase_person(db, {.actor = {"test", {}}, .lead_id = lead, .whom = customers::Whom::customer}));
}

// Erasing without care is one statement after the other, each for itself: what comes in between stays.
inline void erase_sessions(db::Connection& db, const Uuid& customer) {
  db.execute("UPDATE sessions SET email = '', ended_at = UTC_TIMESTAMP(6) WHERE customer_id = ? AND ended_at IS NULL",
             {customer});
}

inline void erase_customer(db::Connection& db, const Uuid& customer) {
  db.execute("UPDATE customers SET email = CONCAT('erased:', LOWER(HEX(lead_id))), password_hash = '' WHERE id = ?",
             {customer});
}

inline void erase_lead(db::Connection& db, const Uuid& lead) {
  db.execute("UPDATE leads SET email = CONCAT('erased:', LOWER(HEX(id))) WHERE id = ?", {lead});
}

inline void erase_customer_then_lead(db::Connection& db, const Uuid& lead, const Uuid& customer) {
  erase_customer(db, customer);
  let_the_other_act();
  erase_lead(db, lead);
}

inline void erase_sessions_then_customer(db::Connection& db, const Uuid& /*lead*/, const Uuid& customer) {
  erase_sessions(db, customer);
  let_the_other_act();
  erase_customer(db, customer);
}

inline void erase_touches_then_lead(db::Connection& db, const Uuid& lead, const Uuid& customer) {
  db.execute("DELETE FROM search_words WHERE person_id = ?", {lead});
  db.execute("UPDATE touches SET utm_details = '{}', metadata = '{}' WHERE lead_id = ?", {lead});
  let_the_other_act();
  erase_customer(db, customer);
  erase_lead(db, lead);
}

using Erase = void (*)(db::Connection& db, const Uuid& lead, const Uuid& customer);

// Rounds after which a customer with the e-mail hangs on a lead without it.
template <class Pair>
int count_torn_people(Pair& pair, int rounds, Erase erase) {
  const api::ApiKey key = make_key(pair.db(0));
  int torn = 0;
  for (int i = 0; i < rounds; ++i) {
    const std::string email = new_email();
    const Uuid customer = make_customer(pair.db(0), email);
    const Uuid lead = customers::find_customer(pair.db(0), customer).value().lead_id;
    pair.run([&](db::Connection& db) { erase(db, lead, customer); },
             [&](db::Connection& db) { create_once(db, key, email); });
    torn += static_cast<int>(pair.db(0)
                                 .query(
                                     R"sql(
                                     SELECT COUNT(*) AS count
                                     FROM customers c
                                     JOIN leads l ON l.id = c.lead_id
                                     WHERE (c.email = ? OR l.id = ?) AND l.email <> c.email)sql",
                                     {email, lead})
                                 .at(0)
                                 .integer("count"));
  }
  return torn;
}

// Rounds after which a person who was erased is signed in.
template <class Pair>
int count_signed_in(Pair& pair, int rounds, Erase erase) {
  int signed_in = 0;
  for (int i = 0; i < rounds; ++i) {
    const Uuid customer = make_customer(pair.db(0), new_email());
    const Uuid lead = customers::find_customer(pair.db(0), customer).value().lead_id;
    pair.run([&](db::Connection& db) { erase(db, lead, customer); },
             [&](db::Connection& db) {
               db.in_transaction([&](db::Transaction&) {
                 static_cast<void>(members::open_session(
                     db, {.customer_id = customer, .address = "192.0.2.7", .password_hash = "x"}, session_limits));
               });
             });
    signed_in += static_cast<int>(
        pair.db(0)
            .query("SELECT COUNT(*) AS count FROM sessions WHERE customer_id = ? AND (ended_at IS NULL OR email <> '')",
                   {customer})
            .at(0)
            .integer("count"));
  }
  return signed_in;
}

inline void import_once(db::Connection& db, const std::string& email) {
  std::string text = "email,utm_source,metadata.plan\n";
  for (const auto& row : {new_email(), email, new_email()}) text += row + ",racing,gold\n";
  const auto file = std::get<customers::LeadFile>(customers::LeadFile::open(text, {}));
  const customers::ImportOrder order{"race.csv", file, {}};
  const auto plan = customers::plan_import(db, order);
  static_cast<void>(
      customers::carry_out(db, {"test", {}}, order, plan, {[] {}, [](const customers::ImportCounts&) {}}));
}

// Rounds after which something of a person who was erased is stored under the lead of then.
template <class Pair>
int count_left_of_erased(Pair& pair, int rounds, Erase erase) {
  int left = 0;
  for (int i = 0; i < rounds; ++i) {
    const std::string email = new_email();
    const Uuid customer = make_customer(pair.db(0), email);
    const Uuid lead = customers::find_customer(pair.db(0), customer).value().lead_id;
    pair.run([&](db::Connection& db) { erase(db, lead, customer); },
             [&](db::Connection& db) { import_once(db, email); });
    left += static_cast<int>(pair.db(0)
                                 .query(
                                     R"sql(
                    SELECT 1
                    FROM leads l
                    WHERE l.id = ? AND (l.email NOT LIKE 'erased:%'
                        OR EXISTS (SELECT 1 FROM search_words w WHERE w.person_id = l.id)
                        OR EXISTS (SELECT 1 FROM touches t WHERE t.lead_id = l.id AND t.utm_details <> '{}'))
                    LIMIT 1)sql",
                                     {lead})
                                 .size());
  }
  return left;
}

}  // namespace latchkey::test
