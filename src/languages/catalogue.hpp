// The texts of one language. A catalogue file is flat JSON in the form of i18next (JSON v4), which translators' tools
// know: `"key": "text with {{placeholder}}"`; a text that counts stands once for each of the language's plural
// categories, `"key_one"`, `"key_few"`, `"key_other"`.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace latchkey::languages {

// Each placeholder by its name, with what takes its place.
using Placeholders = std::initializer_list<std::pair<std::string_view, std::string_view>>;

using Texts = std::map<std::string, std::string, std::less<>>;

// Why a file is no catalogue, for the administrator.
struct CatalogueProblem {
  std::string why;
};

// The texts of a file; it need not have them all. A problem: not a JSON object, a value that is no text, an empty one,
// or one with a control character; a `language.direction` that is neither `ltr` nor `rtl`.
[[nodiscard]] std::variant<Texts, CatalogueProblem> parse_texts(std::string_view file);

class Catalogue {
 public:
  // `fallback` has the texts that are missing here, and outlives this object. Null for the one that has them all.
  Catalogue(std::string tag, Texts texts, const Catalogue* fallback);

  [[nodiscard]] const std::string& tag() const { return tag_; }    // BCP 47: de, pt-BR, zh-Hans
  [[nodiscard]] const std::string& name() const;                   // in the language itself: Deutsch
  [[nodiscard]] const std::string& direction() const;              // ltr or rtl
  [[nodiscard]] const Texts& own_texts() const { return texts_; }  // without the fallback's

  // The text with its placeholders filled in; where nobody has translated it, that of the fallback. In a text from
  // right to left each value is isolated (U+2068, U+2069), so that an address in it reads as it is. Throws
  // std::logic_error for a key that not even the fallback has.
  [[nodiscard]] std::string text(std::string_view key, Placeholders values = {}) const;

  // The text in the plural category of `count`, else in the category `other`; `{{count}}` is the number, in the digits
  // 0 to 9, as account numbers are.
  [[nodiscard]] std::string counted(std::string_view key, std::uint64_t count, Placeholders values = {}) const;

 private:
  [[nodiscard]] const std::string* find(std::string_view key) const;
  [[nodiscard]] std::string fill_in(std::string_view text, Placeholders values) const;

  std::string tag_;
  Texts texts_;
  const Catalogue* fallback_;
};

}  // namespace latchkey::languages
