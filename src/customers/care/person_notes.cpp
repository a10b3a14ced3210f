#include "customers/care/person_notes.hpp"

#include "base/clock_text.hpp"
#include "customers/fields/erased_mark.hpp"

namespace latchkey::customers {

bool add_person_note(db::Connection& db, const audit::Actor& actor, const Uuid& lead_id, const std::string& text) {
  return db.in_transaction([&](db::Transaction& transaction) {
    // Erasing writes the lead's row, so it has taken the notes before this one or will see it.
    const auto rows = db.query("SELECT email FROM leads WHERE id = ? LOCK IN SHARE MODE", {lead_id});
    if (rows.empty() || is_erased_email(rows.front().text("email"))) {
      transaction.roll_back();
      return false;
    }
    db.execute(
        R"sql(
        INSERT INTO person_notes (id, lead_id, written_at, actor, text)
        VALUES (?, ?, UTC_TIMESTAMP(6), ?, ?))sql",
        {Uuid::make(), lead_id, actor.name, text});
    audit::record_change(db, actor, {"lead.note", "lead", lead_id, nullptr, {{"note", "added"}}});
    return true;
  });
}

bool remove_person_note(db::Connection& db, const audit::Actor& actor, const Uuid& lead_id, const Uuid& note_id) {
  return db.in_transaction([&](db::Transaction&) {
    if (db.execute("DELETE FROM person_notes WHERE id = ? AND lead_id = ?", {note_id, lead_id}) == 0) return false;
    audit::record_change(db, actor, {"lead.note", "lead", lead_id, {{"note", "there"}}, {{"note", "removed"}}});
    return true;
  });
}

std::vector<PersonNote> list_person_notes(db::Connection& db, const NotesWanted& wanted) {
  std::vector<PersonNote> notes;
  for (const auto& row : db.query(
           R"sql(
           SELECT id, written_at, actor, text
           FROM person_notes
           WHERE lead_id = ?
               AND (? IS NULL OR (written_at, id) < (SELECT b.written_at, b.id FROM person_notes b WHERE b.id = ?))
           ORDER BY written_at DESC, id DESC
           LIMIT ?)sql",
           {wanted.lead_id, wanted.before, wanted.before, wanted.most})) {
    notes.push_back(
        {row.uuid("id"), iso8601_from_database(row.text("written_at")), row.text("actor"), row.text("text")});
  }
  return notes;
}

}  // namespace latchkey::customers
