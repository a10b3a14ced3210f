#include "staff/passkeys/relying_party.hpp"

namespace latchkey::staff {

std::optional<RelyingParty> find_relying_party(std::string_view base_url) {
  static constexpr std::string_view scheme = "https://";
  if (!base_url.starts_with(scheme)) return std::nullopt;
  const auto authority = base_url.substr(scheme.size());
  const auto host = authority.substr(0, authority.find(':'));
  const bool is_address = authority.starts_with('[') || host.find_first_not_of("0123456789.") == std::string_view::npos;
  if (is_address) return std::nullopt;
  return RelyingParty{std::string(host), std::string(base_url)};
}

}  // namespace latchkey::staff
