// Whether a phone number is somebody else's already.
#pragma once
#include <optional>
#include <string>

#include "customers/fields/person.hpp"
#include "db/connection.hpp"

namespace latchkey::customers {

// The word by which the search finds people with the person's number: its digits. Nothing without a phone.
[[nodiscard]] std::optional<std::string> find_phone_word(const Person& person);

// True when a lead or a customer of another e-mail has the person's number. Looks at the first ten people whom the
// search finds by its digits, so it costs the same whatever the number of people; false without a phone. Throws
// Unavailable.
[[nodiscard]] bool is_phone_of_another(db::Connection& db, const Person& person);

}  // namespace latchkey::customers
