// nginx tells some things by itself, when a request is refused before it reaches a handler or the handler is away.
#pragma once
#include <string>

#include "languages/languages.hpp"

namespace latchkey::languages {

// The file latchkey/words.conf, which snippets/latchkey-http.conf includes: maps that choose the language of a request
// ($lk_lang, $lk_dir) by the parameter `lang`, the cookie and the first known language of Accept-Language, and the
// words of nginx's own pages in it ($lk_heading, $lk_words, $lk_again, $lk_start).
[[nodiscard]] std::string write_nginx_words(const Languages& languages);

}  // namespace latchkey::languages
