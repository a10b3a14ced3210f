#include "languages/gaps.hpp"

#include <algorithm>
#include <set>

#include "languages/plural.hpp"

namespace latchkey::languages {
namespace {

constexpr std::string_view other_ending = "_other";

// The name of a text that counts: of `throttled.text_other` it is `throttled.text_`; empty for any other text.
std::string stem_of(const std::string& key, const Texts& texts) {
  const auto end = key.rfind('_');
  if (end == std::string::npos) return {};
  const std::string stem = key.substr(0, end + 1);
  return texts.contains(stem + "one") && texts.contains(stem + "other") ? stem : std::string();
}

// A key that the catalogue should have, and the English text that it translates.
using Expected = std::map<std::string, const std::string*>;

Expected list_expected(const std::string& tag, const Texts& base) {
  Expected expected;
  for (const auto& [key, text] : base) {
    const std::string stem = stem_of(key, base);
    if (stem.empty()) {
      expected.emplace(key, &text);
    } else if (key.ends_with(other_ending)) {
      for (const auto category : list_plural_categories(tag)) expected.emplace(stem + std::string(category), &text);
    }
  }
  return expected;
}

std::set<std::string> list_placeholders(std::string_view text) {
  std::set<std::string> names;
  for (auto begin = text.find("{{"); begin != std::string_view::npos; begin = text.find("{{", begin)) {
    const auto end = std::min(text.find("}}", begin), text.size());
    names.emplace(text.substr(begin + 2, end - begin - 2));
    begin = end;
  }
  return names;
}

bool may_name_its_number(const std::string& key) {
  return key.ends_with("_zero") || key.ends_with("_one") || key.ends_with("_two");
}

}  // namespace

Gaps find_gaps(const Catalogue& catalogue, const Catalogue& base) {
  Gaps gaps;
  const Texts& texts = catalogue.own_texts();
  const Expected expected = list_expected(catalogue.tag(), base.own_texts());
  for (const auto& [key, english] : expected) {
    const auto own = texts.find(key);
    if (own == texts.end()) {
      gaps.missing.push_back(key);
      continue;
    }
    auto wanted = list_placeholders(*english);
    const auto found = list_placeholders(own->second);
    if (may_name_its_number(key) && !found.contains("count")) wanted.erase("count");
    if (found != wanted) gaps.wrong_placeholders.push_back(key);
  }
  for (const auto& [key, text] : texts) {
    if (!expected.contains(key)) gaps.unknown.push_back(key);
  }
  return gaps;
}

}  // namespace latchkey::languages
