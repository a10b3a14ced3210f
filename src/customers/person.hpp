// The person fields of a request body: of a customer all are mandatory, of a lead the e-mail alone.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "customers/field_errors.hpp"

namespace latchkey::customers {

struct Person {
  std::string email;
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
  std::optional<std::string> phone;  // E.164
  std::optional<std::string> phone_country_code;
  std::optional<std::string> nationality_country_code;
};

enum class PersonRule { customer, lead };

// Reads and checks the fields; what is wrong goes to `errors`, and the value is then of no use.
[[nodiscard]] Person parse_person(const nlohmann::json& body, PersonRule rule, FieldErrors& errors);

// More than six characters and at most 128, at least a letter and a digit. The text itself is never in an error.
[[nodiscard]] std::string parse_password(const nlohmann::json& body, FieldErrors& errors);

}  // namespace latchkey::customers
