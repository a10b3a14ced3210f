#include "html/render.hpp"

#include <ctemplate/template.h>

#include <stdexcept>

namespace latchkey::html {

struct Filler {
  static void fill(ctemplate::TemplateDictionary& dictionary, const Values& values) {
    for (const auto& [name, value] : values.texts_) dictionary.SetValue(name, value);
    for (const auto& [name, section] : values.sections_) fill(*dictionary.AddSectionDictionary(name), section);
  }
};

Values& Values::set(std::string_view name, std::string_view value) {
  texts_.emplace_back(name, value);
  return *this;
}

Values& Values::add_section(std::string_view name) { return sections_.emplace_back(name, Values()).second; }

std::string render(std::string_view name, std::string_view text, const Values& values) {
  const std::string key(name);
  // False when the name is known already: the template is parsed once.
  ctemplate::StringToTemplateCache(key, text.data(), text.size(), ctemplate::STRIP_WHITESPACE);
  ctemplate::TemplateDictionary dictionary(key);
  Filler::fill(dictionary, values);
  std::string page;
  if (!ctemplate::ExpandTemplate(key, ctemplate::STRIP_WHITESPACE, &dictionary, &page)) {
    throw std::logic_error("the template " + key + " does not parse");
  }
  return page;
}

}  // namespace latchkey::html
