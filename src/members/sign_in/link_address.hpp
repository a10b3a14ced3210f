// The query of a sign-in link as it arrives after mail programs, chat programs and link tools have had it in hand.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "members/sign_in/redeem.hpp"

namespace latchkey::members {

struct LinkAddress {
  // Without what was added to it; absent when the address has no `token` at all. It may be empty, and need not have the
  // form of a token.
  std::optional<std::string> token;
  LandingWish wish;
};

// `token`, `returnUrl` or `statusPopup` stands there twice with different values.
struct RepeatedParameter {};

// Reads the three parameters that are ours, and nothing else: whatever stands beside them is as if it were not there,
// also when it cannot be decoded. `&amp;` separates like `&`.
//   token: whatever is no letter, digit, `-` or `_` around it is dropped with all that follows it, so are a `3D` before
//     it, and line ends in it when it is not whole without what follows them (quoted-printable, wrapped text);
//   returnUrl: one that cannot be read (not UTF-8, NUL, a broken escape) becomes unreadable_return_url, which leads
//     nowhere; an empty one is as if it were not there;
//   statusPopup: `false` hides the pop-up, everything else shows it.
[[nodiscard]] std::variant<LinkAddress, RepeatedParameter> read_link_address(std::string_view query);

// Name and value.
using Parameter = std::pair<std::string, std::string>;

// The parameters of a query as a form can send them once more, in their order: `token`, `returnUrl` and `statusPopup`
// as read_link_address() reads them, others when they can be read. What stands there twice with the same value is
// listed once, with different values as often as it stands there.
[[nodiscard]] std::vector<Parameter> list_parameters(std::string_view query);

// The body of a form with every `returnUrl` and `statusPopup` that cannot be read in the form that read_link_address()
// gives them; all else as it is.
[[nodiscard]] std::string mend_landing(std::string_view form);

// Is no path of a menu entry, and can be shown.
inline constexpr std::string_view unreadable_return_url = "(not readable)";

}  // namespace latchkey::members
