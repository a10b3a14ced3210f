// What a company gives the customers' pages of its own: a logo, a colour, a style.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "config/colour.hpp"

namespace latchkey::looks {

inline constexpr std::size_t logo_limit_bytes = std::size_t{200} * 1024;
inline constexpr std::size_t style_limit_bytes = std::size_t{16} * 1024;  // it stands in every page

// Why a file cannot be used, for the administrator.
struct FileProblem {
  std::string why;
};

struct Logo {
  std::string type;  // image/png or image/svg+xml
  std::string bytes;
  std::string version;  // another one for other bytes
};

// A problem: the file cannot be read, is over the limit, or is neither PNG nor SVG (told by what is in it, not by its
// name).
[[nodiscard]] std::variant<Logo, FileProblem> read_logo(const std::string& file);

// The file with line ends of one kind. A problem: it cannot be read, is over the limit, is not UTF-8, or would end the
// element of the page in which it stands.
[[nodiscard]] std::variant<std::string, FileProblem> read_style(const std::string& file);

// Puts the colour in the place of the built-in one of members/sign_in/templates/page.css, where white can be read on
// it. In the dark a lighter one takes its place, so that it can be read itself.
[[nodiscard]] std::string make_accent_style(const Colour& accent);

}  // namespace latchkey::looks
