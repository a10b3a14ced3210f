// What all pages of the customers share: the site's name, languages and looks.
#pragma once
#include <optional>
#include <string>

#include "config/config.hpp"
#include "languages/languages.hpp"
#include "looks/looks.hpp"

namespace latchkey::members {

struct Site {
  std::string name;
  std::string support;   // whom the pages tell to ask; may be empty
  std::string home_url;  // each of these is linked where it is not empty
  std::string terms_url;
  std::string forgot_url;  // for whoever has forgotten the password; a page of our own where mails are sent
  bool sends_mails = false;
  languages::Languages languages;
  std::string style;   // of every page
  std::string policy;  // the Content-Security-Policy that allows this style alone
  std::optional<looks::Logo> logo;
};

// Made once for a program. What cannot be used is logged, and left out: a catalogue of site.language_folder, the logo,
// the style. `latchkey doctor` tells the same.
[[nodiscard]] Site make_site(const Config& config);

}  // namespace latchkey::members
