#include "admin/people/notes.hpp"

#include <algorithm>
#include <optional>

#include "base/utf8.hpp"
#include "customers/care/person_notes.hpp"

namespace latchkey::admin {
namespace {

constexpr std::size_t page_size = 50;

// Line ends are all that a note may have of control characters.
std::optional<std::string> find_problem(const std::string& text) {
  std::string line = text;
  std::ranges::replace(line, '\n', ' ');
  if (text.empty()) return "Please write something.";
  if (count_characters(text) > customers::note_limit_characters) return "At most 4,000 characters.";
  if (has_control_characters(line)) return "This has invisible control characters; please type it again.";
  return std::nullopt;
}

}  // namespace

void add_notes(const Visit& visit, Page& page, const NotesPlace& place, const Errors& errors) {
  Table table{.title = "Notes", .empty = "Nobody has written a note.", .columns = {"At", "By", "Note"}};
  const bool may_write = place.may == NotesPlace::May::write;
  if (may_write) table.columns.emplace_back("Change");
  const std::string address = "/admin" + place.path;
  const auto before = Uuid::parse(visit.asked("notes-before"));
  auto notes = customers::list_person_notes(visit.db, {place.lead_id, page_size + 1, before});
  if (notes.size() > page_size) {
    notes.pop_back();
    table.next = address + "?notes-before=" + notes.back().id.text();
  }
  if (before) table.former = address;
  for (const auto& note : notes) {
    std::vector<Cell> row{moment(note.written_at), plain(note.actor), pre(note.text)};
    if (may_write) {
      row.push_back(deed("Remove", place.path + "/remove-note", visit.form_value, {"note", note.id.text()}));
      row.back().about = "the note of " + note.actor;
    }
    table.rows.push_back(std::move(row));
  }
  page.add(table);
  if (!may_write) return;
  Form form{.title = "New note", .action = place.path + "/notes", .submit = "Add note"};
  form.fields = {{.name = "note",
                  .label = "Note",
                  .kind = Field::Kind::text,
                  .value = errors.contains("note") ? visit.typed("note") : "",
                  .hint = "For the office alone: neither the partner nor the customer sees it.",
                  .need = Field::Need::required}};
  tell(form.fields, errors);
  page.add(form);
}

Errors take_note(const Visit& visit, const Uuid& lead_id) {
  std::string text = visit.typed("note");
  std::erase(text, '\r');
  text = trim(text);
  if (const auto problem = find_problem(text)) return {{"note", *problem}};
  if (!customers::add_person_note(visit.db, visit.actor(), lead_id, text)) {
    return {{"note", "The person was erased meanwhile."}};
  }
  return {};
}

bool remove_note(const Visit& visit, const Uuid& lead_id) {
  const auto note = Uuid::parse(visit.typed("note"));
  return note && customers::remove_person_note(visit.db, visit.actor(), lead_id, *note);
}

}  // namespace latchkey::admin
