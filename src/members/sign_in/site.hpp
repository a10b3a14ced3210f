// What all pages of the customers share: the site's name, languages and looks.
#pragma once
#include <string>

#include "config/config.hpp"
#include "languages/languages.hpp"

namespace latchkey::members {

struct Site {
  std::string name;
  std::string support;  // whom the pages tell to ask; may be empty
  languages::Languages languages;
};

// Made once for a program. A catalogue of site.language_folder that cannot be used is logged, and left out.
[[nodiscard]] Site make_site(const Config& config);

}  // namespace latchkey::members
