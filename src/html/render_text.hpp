// Plain text from templates in the syntax of render.hpp.
#pragma once
#include <string>
#include <string_view>

#include "html/render.hpp"

namespace latchkey::html {

// As render(), but blanks and line ends of the template stay, and values are escaped only where the template says so
// ({{NAME:html_escape}}, or {{%AUTOESCAPE context="HTML"}} at its top).
[[nodiscard]] std::string render_text(std::string_view name, std::string_view text, const Values& values);

// What is wrong with a template; empty when nothing is. It is known by `name` from then on.
[[nodiscard]] std::string find_template_problem(std::string_view name, std::string_view text);

}  // namespace latchkey::html
