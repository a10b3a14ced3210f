// The person fields of a request body: of a customer all are mandatory, of a lead the e-mail alone.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "customers/fields/person.hpp"
#include "customers/intake/findings.hpp"
#include "db/connection.hpp"

namespace latchkey::customers {

enum class PersonRule { customer, lead };

// Reads and checks the fields. What is wrong goes to `findings`; the person is then not complete.
[[nodiscard]] Person parse_person(const nlohmann::json& body, PersonRule rule, Findings& findings);

// Warns that the phone number is somebody else's already.
void warn_of_known_phone(Findings& findings);

// Does so where it is. Throws Unavailable.
void resolve_person(db::Connection& db, const Person& person, Findings& findings);

// The member `ip`, the address of the customer's own device, in its usual spelling (RFC 5952). An address that is not
// public is refused as `address_not_public`.
[[nodiscard]] std::optional<std::string> parse_ip(const nlohmann::json& body, Findings& findings);

// More than six characters and at most 128, at least a letter and a digit. The text itself is never in an error.
[[nodiscard]] std::string parse_password(const nlohmann::json& body, Findings& findings);

}  // namespace latchkey::customers
