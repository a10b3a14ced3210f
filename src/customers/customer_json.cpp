#include "customers/customer_json.hpp"

namespace latchkey::customers {

nlohmann::json customer_json(const Customer& customer) {
  return {{"id", customer.id.text()},
          {"email", customer.email},
          {"firstName", customer.first_name},
          {"lastName", customer.last_name},
          {"phone", customer.phone},
          {"phoneCountryCode", customer.phone_country_code},
          {"nationalityCountryCode", customer.nationality_country_code},
          {"language", customer.language ? nlohmann::json(*customer.language) : nlohmann::json(nullptr)},
          {"status", customer.is_blocked ? "blocked" : "active"},
          {"createdAt", customer.created_at},
          {"emailVerifiedAt",
           customer.email_verified_at ? nlohmann::json(*customer.email_verified_at) : nlohmann::json(nullptr)}};
}

}  // namespace latchkey::customers
