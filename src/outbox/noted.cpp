#include "outbox/noted.hpp"

#include "base/clock_text.hpp"
#include "outbox/teller.hpp"

namespace latchkey::outbox {
namespace {

using endpoints::Event;
using endpoints::Kind;

constexpr std::size_t most_at_once = 200;

void tell(db::Connection& db, const db::Row& row) {
  const auto id = row.uuid("id");
  db.in_transaction([&](db::Transaction&) {
    if (db.execute("DELETE FROM happenings WHERE id = ?", {id}) == 0) return;  // another courier has told it
    if (row.text("event") != name_of(Event::login_redeemed, Kind::webhook)) return;
    tell_at(db, row.uuid("lead_id"),
            {{Event::login_redeemed, row.uuid("cause"), nlohmann::json::parse(row.text("changes"))}},
            iso8601_from_database(row.text("happened_at")));
  });
}

}  // namespace

void note(db::Connection& db, const Uuid& lead_id, const Happening& happening) {
  const std::string name(name_of(happening.event, Kind::webhook));
  db.execute(
      R"sql(
      INSERT INTO happenings (id, event, cause, lead_id, changes, happened_at)
      SELECT ?, ?, ?, ?, ?, UTC_TIMESTAMP(6)
      FROM endpoints e
      WHERE e.state <> 'disabled' AND FIND_IN_SET(?, e.events) > 0
      LIMIT 1)sql",
      {Uuid::make(), name, happening.cause, lead_id, happening.change.dump(), name});
}

bool tell_noted(db::Connection& db) {
  const auto rows = db.query(
      "SELECT id, event, cause, lead_id, changes, happened_at FROM happenings ORDER BY id LIMIT ?", {most_at_once});
  for (const auto& row : rows) tell(db, row);
  return !rows.empty();
}

}  // namespace latchkey::outbox
