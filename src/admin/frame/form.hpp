// Reading what was typed into a form.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "admin/frame/page.hpp"
#include "admin/frame/visit.hpp"

namespace latchkey::admin {

// What is wrong, by field name; the page shows it beside the field.
using Errors = std::map<std::string, std::string>;

// The typed text trimmed; an error when it is empty, over 100 characters, or has control characters.
[[nodiscard]] std::string read_label(const Visit& visit, const std::string& name, Errors& errors);

// The values of a group of ticks: fields `NAME.VALUE`.
[[nodiscard]] std::vector<std::string> read_ticks(const Visit& visit, std::string_view name);

// A password of 12 to 128 characters that is none of those tried first, nor the user's or the site's own name; an error
// when it is not.
void check_new_password(const Visit& visit, const std::string& field, const std::vector<std::string>& own,
                        Errors& errors);

// Puts the errors into the fields of the same names.
void tell(std::vector<Field>& fields, const Errors& errors);

// A text that changes whenever one of the values does: a form carries it, and a save compares it with the record as it
// is by then.
[[nodiscard]] std::string fingerprint(const std::vector<std::string>& values);

// Who changed the subject last, for "changed by X since you opened it".
[[nodiscard]] std::string last_change(const Visit& visit, const Uuid& subject);

}  // namespace latchkey::admin
