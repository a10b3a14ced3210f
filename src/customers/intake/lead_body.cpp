#include "customers/intake/lead_body.hpp"

#include <array>

#include "customers/intake/marketing_body.hpp"
#include "customers/intake/person_body.hpp"

namespace latchkey::customers {
namespace {

constexpr std::array<std::string_view, 11> known_members{"firstName",
                                                         "lastName",
                                                         "email",
                                                         "nationalityCountryCode",
                                                         "natonalityCountryCode",
                                                         "phone",
                                                         "phoneCountryCode",
                                                         "ip",
                                                         "language",
                                                         "utmDetails",
                                                         "metadata"};

}  // namespace

LeadBody parse_lead_body(const nlohmann::json& body, Findings& findings) {
  refuse_unknown_members(body, "", known_members, findings);
  static_cast<void>(parse_ip(body, findings));  // checked, so that one body fits both calls; nobody needs it of a lead
  return {.person = parse_person(body, PersonRule::lead, findings), .marketing = parse_marketing(body, findings)};
}

}  // namespace latchkey::customers
