#include "languages/nginx_words.hpp"

#include <algorithm>
#include <array>

namespace latchkey::languages {
namespace {

struct Word {
  std::string_view situation;  // $status and $lk_wants_https; empty: whatever has no row of its own
  std::string_view key;
};

constexpr std::array<Word, 5> headings{{{"", "nginx.title"},
                                        {"4001", "nginx.https_title"},
                                        {"404", "nginx.404_title"},
                                        {"429", "nginx.429_title"},
                                        {"503", "nginx.503_title"}}};
constexpr std::array<Word, 9> sentences{{{"", "nginx.text"},
                                         {"4001", "nginx.https_text"},
                                         {"404", "nginx.404_text"},
                                         {"405", "nginx.405_text"},
                                         {"413", "nginx.413_text"},
                                         {"414", "nginx.414_text"},
                                         {"429", "nginx.429_text"},
                                         {"500", "nginx.500_text"},
                                         {"503", "nginx.503_text"}}};

constexpr std::string_view beginning =
    R"conf(# The words of nginx's own pages in every language, made from Latchkey's catalogues. After a change of a catalogue:
# latchkey languages nginx >/etc/nginx/latchkey/words.conf
map $request_uri $lk_asked_lang {
    default                                            "";
    "~[?&]lang=(?<lk_asked_tag>[A-Za-z0-9-]+)(?:&|$)"  $lk_asked_tag;
}
map $http_cookie $lk_cookie_lang {
    default                                                              "";
    "~(?:^|;\s*)__Host-language=(?<lk_cookie_tag>[A-Za-z0-9-]+)(?:;|$)"  $lk_cookie_tag;
}
)conf";

// As a value of a map: for HTML, and then for nginx's own quotation marks. nginx would take `$` for a variable, and has
// no escape for it.
std::string quote(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    switch (c) {
      case '&':
        quoted += "&amp;";
        break;
      case '<':
        quoted += "&lt;";
        break;
      case '>':
        quoted += "&gt;";
        break;
      case '"':
        quoted += "&quot;";
        break;
      case '\\':
        quoted += "&#92;";
        break;
      case '$':
        quoted += "&#36;";
        break;
      default:
        quoted += c;
    }
  }
  return quoted + '"';
}

// How a browser may begin the name of a language. Chinese is told by its script, see Languages::find(), unless a place
// has a catalogue of its own.
std::vector<std::string> list_spellings(const Catalogue& catalogue, const Languages& languages) {
  std::vector<std::string> spellings{catalogue.tag()};
  if (catalogue.tag() == "zh-Hans") spellings = {"zh-hans", "zh-cn", "zh-sg", "zh-my", "zh"};
  if (catalogue.tag() == "zh-Hant") spellings = {"zh-hant", "zh-tw", "zh-hk", "zh-mo"};
  std::erase_if(spellings, [&](const std::string& one) { return languages.find(one) != &catalogue; });
  return spellings;
}

// A name of its own in the address and the cookie; else what is asked next.
std::string choose_by(std::string_view from, std::string_view to, std::string_view otherwise,
                      const Languages& languages) {
  std::string map =
      "map $" + std::string(from) + " $" + std::string(to) + " {\n    default " + std::string(otherwise) + ";\n";
  for (const auto* catalogue : languages.list()) {
    for (const auto& spelling : list_spellings(*catalogue, languages))
      map += "    " + spelling + " " + catalogue->tag() + ";\n";
  }
  return map + "}\n";
}

// The first that is known and not refused (q=0); browsers send them in the order of their wish.
std::string read_accepted(const Languages& languages) {
  std::string names;
  auto catalogues = languages.list();
  std::ranges::reverse(catalogues);  // pt-BR before pt, with which it begins
  for (const auto* catalogue : catalogues) {
    for (const auto& spelling : list_spellings(*catalogue, languages)) {
      names += (names.empty() ? "" : "|") + (spelling == "zh" ? "zh(?!-(?:hant|tw|hk|mo)\\b)" : spelling);
    }
  }
  return "map $http_accept_language $lk_accepted_lang {\n    default \"\";\n    \"~*(?:^|,)\\s*(?<lk_accepted_tag>" +
         names + ")(?=[-,;\\s]|$)(?![^,]*;\\s*q=0(?:\\.0*)?\\s*(?:,|$))\" $lk_accepted_tag;\n}\n";
}

template <std::size_t Count>
std::string write_map(std::string_view variable, const std::array<Word, Count>& words, const Languages& languages) {
  std::string map = "map \"$lk_lang $status$lk_wants_https\" $" + std::string(variable) + " {\n";
  for (const auto* catalogue : languages.list()) {
    for (const auto& [situation, key] : words) {
      const std::string place = situation.empty() ? "\"~^" + catalogue->tag() + " \""
                                                  : '"' + catalogue->tag() + ' ' + std::string(situation) + '"';
      map += "    " + place + ' ' + quote(catalogue->text(key)) + ";\n";
    }
  }
  return map + "}\n";
}

}  // namespace

std::string write_nginx_words(const Languages& languages) {
  std::string file(beginning);
  file += read_accepted(languages);
  file += choose_by("lk_accepted_lang", "lk_wished_lang", languages.choose({}).tag(), languages);
  file += choose_by("lk_cookie_lang", "lk_kept_lang", "$lk_wished_lang", languages);
  file += choose_by("lk_asked_lang", "lk_lang", "$lk_kept_lang", languages);
  std::string directions = "map $lk_lang $lk_dir {\n    default ltr;\n";
  std::string starts = "map $lk_lang $lk_start {\n";
  std::string again = "map \"$lk_lang $status\" $lk_again {\n    default \"\";\n";
  for (const auto* catalogue : languages.list()) {
    if (catalogue->direction() == "rtl") directions += "    " + catalogue->tag() + " rtl;\n";
    starts += "    " + catalogue->tag() + ' ' + quote(catalogue->text("nginx.start")) + ";\n";
    const std::string words = quote(catalogue->text("nginx.again"));
    again +=
        "    \"~^" + catalogue->tag() + " (429|50.)\" '<a href=\"\">" + words.substr(1, words.size() - 2) + "</a>';\n";
  }
  file += directions + "}\n" + starts + "}\n" + again + "}\n";
  return file + write_map("lk_heading", headings, languages) + write_map("lk_words", sentences, languages);
}

}  // namespace latchkey::languages
