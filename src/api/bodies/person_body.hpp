// The person fields of a request body: of a customer all are mandatory, of a lead the e-mail alone.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "api/bodies/field_errors.hpp"
#include "customers/person.hpp"

namespace latchkey::api {

enum class PersonRule { customer, lead };

// Reads and checks the fields. What is wrong goes to `errors`; the person is then not complete.
[[nodiscard]] customers::Person parse_person(const nlohmann::json& body, PersonRule rule, FieldErrors& errors);

// More than six characters and at most 128, at least a letter and a digit. The text itself is never in an error.
[[nodiscard]] std::string parse_password(const nlohmann::json& body, FieldErrors& errors);

}  // namespace latchkey::api
