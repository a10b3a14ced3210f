// A person as the API brings one in: a customer with all fields, a lead with the e-mail at least.
#pragma once
#include <optional>
#include <string>

namespace latchkey::customers {

struct Person {
  std::string email;
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
  std::optional<std::string> phone;  // E.164
  std::optional<std::string> phone_country_code;
  std::optional<std::string> nationality_country_code;
  std::optional<std::string> language = {};  // as parse_language() gives it
};

}  // namespace latchkey::customers
