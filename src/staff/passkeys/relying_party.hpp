// What browsers and authenticators know this site by.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace latchkey::staff {

// In the words of WebAuthn (W3C, Level 2): a passkey belongs to the id, and its answers name the origin.
struct RelyingParty {
  std::string id;      // the site's host, `members.example.com`
  std::string origin;  // `https://members.example.com`, with a port that is not 443
};

// That of `site.base_url`. Nothing where its host is an IP address: browsers have no passkeys there.
[[nodiscard]] std::optional<RelyingParty> find_relying_party(std::string_view base_url);

}  // namespace latchkey::staff
