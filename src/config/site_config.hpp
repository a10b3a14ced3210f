// [site]: the language and the looks of the customers' pages and mails.
#pragma once
#include <string>

namespace latchkey {

struct SiteConfig {
  std::string language = "en";                         // where nothing else says which one
  std::string language_folder = "/etc/latchkey/lang";  // catalogues here extend and override the built-in ones
  std::string logo;                                    // a file, PNG or SVG; served at /auth/logo
  std::string accent;                                  // #rrggbb; empty: the built-in colour
  std::string style;                                   // a file of CSS, added to the built-in one
  std::string home_url;                                // each of these may be empty: then no page links it
  std::string terms_url;
  std::string forgot_url;  // used where mails are off
};

}  // namespace latchkey
