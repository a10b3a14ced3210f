// All languages that this installation has: those of languages/ in the source, which are built in, and those of
// site.language_folder.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.hpp"
#include "languages/catalogue.hpp"

namespace latchkey::languages {

// The language in which every text is there.
inline constexpr std::string_view base_language = "en";

// A file of the folder that cannot be used, and why.
struct UnusableFile {
  std::string file;
  std::string why;
};

// What speaks for a language, each empty where nothing does.
struct Wishes {
  std::string_view address = {};   // a tag, as are the next two
  std::string_view customer = {};  // the customer's own language
  std::string_view cookie = {};
  std::vector<std::string_view> accepted = {};  // the values of Accept-Language
};

class Languages {
 public:
  // The built-in catalogues, and over them `TAG.json` files of `folder`: their texts replace built-in ones and add
  // languages. A folder that is not there adds nothing; a file that cannot be used is left out. `site_language` is the
  // tag where nobody wishes for another one. A language is read when somebody first asks for it, since under plain CGI
  // each request starts a program, and most of them need one language or none.
  Languages(const std::string& folder, std::string site_language);

  // The language that a tag is best served with: itself, else what is left when parts are taken from its end (de-CH is
  // served with de). Chinese is told by its script: zh-CN, zh-SG and zh are zh-Hans; zh-TW, zh-HK and zh-MO are
  // zh-Hant. Any case. Null when there is none.
  [[nodiscard]] const Catalogue* find(std::string_view tag) const;

  // The first of the address, the customer, the cookie, Accept-Language in the order of its qualities, and the site
  // for which there is a language; else English.
  [[nodiscard]] const Catalogue& choose(const Wishes& wishes) const;

  [[nodiscard]] const Catalogue& base() const;

  // In the order of their tags.
  [[nodiscard]] std::vector<const Catalogue*> list() const;

  [[nodiscard]] const std::vector<UnusableFile>& unusable_files() const { return unusable_files_; }

 private:
  struct LessIgnoringCase {
    using is_transparent = void;
    bool operator()(std::string_view a, std::string_view b) const { return lower_ascii(a) < lower_ascii(b); }
  };

  struct Language {
    std::string_view built_in = {};  // the file; empty when there is none
    Texts own = {};                  // of the administrator's file, until they are in the catalogue
    std::optional<Catalogue> catalogue = {};
  };
  using ByTag = std::map<std::string, Language, LessIgnoringCase>;

  [[nodiscard]] const Catalogue& read(ByTag::value_type& language) const;

  std::string site_language_;
  mutable ByTag languages_;
  std::vector<UnusableFile> unusable_files_;
};

// The tags of an Accept-Language header (RFC 9110, 12.5.4), the most wanted first; those that are not wanted (q=0) and
// `*` are left out. What cannot be read is passed over.
[[nodiscard]] std::vector<std::string> parse_accepted_languages(std::string_view header);

}  // namespace latchkey::languages
