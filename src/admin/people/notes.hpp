// What staff have written down about a person, on the pages of the lead and of the customer.
#pragma once
#include <string>

#include "admin/frame/page.hpp"

namespace latchkey::admin {

// Whose page it is: where the forms are sent, and whether the visitor may write.
struct NotesPlace {
  std::string path;  // below /admin: "/leads/ID"
  Uuid lead_id;
  enum class May { read, write } may = May::read;
};

// The notes, and the form for a new one with what is wrong with it.
void add_notes(const Visit& visit, Page& page, const NotesPlace& place, const Errors& errors);

// Takes the form's text; what is wrong with it, or nothing when it is stored or there is no such lead any more.
[[nodiscard]] Errors take_note(const Visit& visit, const Uuid& lead_id);

// False when the form names no note of this person.
[[nodiscard]] bool remove_note(const Visit& visit, const Uuid& lead_id);

}  // namespace latchkey::admin
