// What staff write down about a person. A person is a lead and the customer that it has become, and its notes are those
// of both. They are for the office alone: no partner and no customer sees them, and erasing takes them out.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "audit/audit_log.hpp"
#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::customers {

inline constexpr std::size_t note_limit_characters = 4000;

struct PersonNote {
  Uuid id;
  std::string written_at;  // ISO 8601
  std::string actor;
  std::string text;
};

// False when there is no such lead, or when its person was erased. `text` is valid UTF-8 within the limit. The activity
// log tells that a note was written, and not what it says.
[[nodiscard]] bool add_person_note(db::Connection& db, const audit::Actor& actor, const Uuid& lead_id,
                                   const std::string& text);

// False when the lead has no such note.
bool remove_person_note(db::Connection& db, const audit::Actor& actor, const Uuid& lead_id, const Uuid& note_id);

struct NotesWanted {
  Uuid lead_id;
  std::size_t most;
  std::optional<Uuid> before = {};  // those that are older than this note
};

// The newest first.
[[nodiscard]] std::vector<PersonNote> list_person_notes(db::Connection& db, const NotesWanted& wanted);

}  // namespace latchkey::customers
