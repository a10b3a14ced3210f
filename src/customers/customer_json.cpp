#include "customers/customer_json.hpp"

namespace latchkey::customers {

using nlohmann::json;

json customer_json(const Customer& customer) {
  return {{"id", customer.id.text()},
          {"email", customer.email},
          {"firstName", customer.first_name},
          {"lastName", customer.last_name},
          {"phone", customer.phone},
          {"phoneCountryCode", customer.phone_country_code},
          {"nationalityCountryCode", customer.nationality_country_code},
          {"status", customer.is_blocked ? "blocked" : "active"},
          {"createdAt", customer.created_at}};
}

json source_json(const std::optional<LeadSource>& source) {
  if (!source) return nullptr;
  const json user_id = source->user_id ? json(source->user_id->text()) : json(nullptr);
  return {{"userId", user_id}, {"name", source->name}};
}

}  // namespace latchkey::customers
