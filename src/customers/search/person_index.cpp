#include "customers/search/person_index.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "customers/fields/erased_mark.hpp"
#include "customers/search/person_words.hpp"
#include "customers/search/word_store.hpp"
#include "customers/search/words.hpp"

namespace latchkey::customers {
namespace {

constexpr std::string_view select_persons =
    R"sql(
    SELECT l.id, l.email, l.first_name, l.last_name, l.phone, c.email AS customer_email,
        c.first_name AS customer_first_name, c.last_name AS customer_last_name, c.phone AS customer_phone
    FROM leads l
    LEFT JOIN customers c ON c.lead_id = l.id
    )sql";

Person person_of(const db::Row& row, const std::string& prefix) {
  return {.email = row.text(prefix + "email"),
          .first_name = row.optional_text(prefix + "first_name"),
          .last_name = row.optional_text(prefix + "last_name"),
          .phone = row.optional_text(prefix + "phone"),
          .phone_country_code = std::nullopt,
          .nationality_country_code = std::nullopt};
}

// None of a person whose data were erased.
std::vector<std::string> words_of_row(const db::Row& row) {
  if (is_erased_email(row.text("email"))) return {};
  auto words = words_of(person_of(row, ""));
  if (!row.is_null("customer_email"))
    std::ranges::move(words_of(person_of(row, "customer_")), std::back_inserter(words));
  return join_words(std::move(words));
}

// Indexes the leads behind `last`, and returns the rows that it has seen.
db::Rows fill_batch(db::Connection& db, const Uuid& last) {
  static const std::string sql =
      std::string(select_persons) + "WHERE l.id > ? ORDER BY l.id LIMIT 300 LOCK IN SHARE MODE";
  return db.in_transaction([&](db::Transaction&) {
    auto rows = db.query(sql, {last});
    if (rows.empty()) return rows;
    const auto stored = find_words_between(db, rows.front().uuid("id"), rows.back().uuid("id"));
    std::vector<PersonWords> missing;
    for (const auto& row : rows) {
      const Uuid id = row.uuid("id");
      const auto words = words_of_row(row);
      const auto known = stored.find(id);
      if (known == stored.end()) {
        missing.emplace_back(id, words);
      } else if (known->second != words) {
        replace_words(db, id, words);
      }
    }
    add_words(db, missing);
    db.execute("UPDATE search_fill SET last_lead_id = ? WHERE marker = 1", {rows.back().uuid("id")});
    return rows;
  });
}

}  // namespace

void index_person(db::Connection& db, const Uuid& lead_id) {
  static const std::string sql = std::string(select_persons) + "WHERE l.id = ?";
  const auto rows = db.query(sql, {lead_id});
  replace_words(db, lead_id, rows.empty() ? std::vector<std::string>() : words_of_row(rows.front()));
}

std::uint64_t fill_search(db::Connection& db, FillFrom from, const std::function<void(std::uint64_t)>& tell) {
  static constexpr std::uint64_t told_every = 100'000;
  Uuid last;
  if (from == FillFrom::last_position) {
    last = db.query("SELECT last_lead_id FROM search_fill WHERE marker = 1").at(0).uuid("last_lead_id");
  }
  std::uint64_t done = 0;
  std::uint64_t told = 0;
  for (;;) {
    const auto rows = fill_batch(db, last);
    if (rows.empty()) break;
    last = rows.back().uuid("id");
    done += rows.size();
    if (done / told_every > told) tell(done);
    told = done / told_every;
  }
  db.execute("UPDATE search_fill SET finished_at = UTC_TIMESTAMP(6) WHERE marker = 1");
  return done;
}

bool is_search_filled(db::Connection& db) {
  const auto rows = db.query("SELECT finished_at IS NOT NULL AS is_finished FROM search_fill WHERE marker = 1");
  return !rows.empty() && rows.front().flag("is_finished");
}

}  // namespace latchkey::customers
