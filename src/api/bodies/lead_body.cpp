#include "api/bodies/lead_body.hpp"

#include <array>

#include "api/bodies/marketing_body.hpp"
#include "api/bodies/person_body.hpp"

namespace latchkey::api {
namespace {

constexpr std::array<std::string_view, 9> known_members{
    "firstName",        "lastName",   "email",   "nationalityCountryCode", "natonalityCountryCode", "phone",
    "phoneCountryCode", "utmDetails", "metadata"};

}  // namespace

LeadBody parse_lead_body(const nlohmann::json& body, FieldErrors& errors) {
  refuse_unknown_members(body, "", known_members, errors);
  return {.person = parse_person(body, PersonRule::lead, errors), .marketing = parse_marketing(body, errors)};
}

}  // namespace latchkey::api
