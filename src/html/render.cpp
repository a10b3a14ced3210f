#include "html/render.hpp"

#include <ctemplate/template.h>

#include <stdexcept>

#include "html/render_text.hpp"

namespace latchkey::html {

namespace {

// Parses the template at its first use; a name that is known already stays as it is.
void make_known(const Template& source) {
  static_cast<void>(ctemplate::StringToTemplateCache(std::string(source.name), source.text.data(), source.text.size(),
                                                     ctemplate::STRIP_WHITESPACE));
}

}  // namespace

struct Filler {
  static void fill(ctemplate::TemplateDictionary& dictionary, const Values& values) {
    for (const auto& [name, value] : values.texts_) dictionary.SetValue(name, value);
    for (const auto& [place, inner] : values.inner_) {
      if (place.part) {
        make_known(*place.part);
        auto* part = dictionary.AddIncludeDictionary(place.name);
        part->SetFilename(std::string(place.part->name));
        fill(*part, inner);
      } else {
        fill(*dictionary.AddSectionDictionary(place.name), inner);
      }
    }
  }
};

Values& Values::set(std::string_view name, std::string_view value) {
  texts_.emplace_back(name, value);
  return *this;
}

Values& Values::add_section(std::string_view name) {
  return inner_.emplace_back(Place{std::string(name), std::nullopt}, Values()).second;
}

Values& Values::add_part(std::string_view name, const Template& part) {
  return inner_.emplace_back(Place{std::string(name), part}, Values()).second;
}

std::string render(std::string_view name, std::string_view text, const Values& values) {
  const std::string key(name);
  make_known({name, text});
  ctemplate::TemplateDictionary dictionary(key);
  Filler::fill(dictionary, values);
  std::string page;
  if (!ctemplate::ExpandTemplate(key, ctemplate::STRIP_WHITESPACE, &dictionary, &page)) {
    throw std::logic_error("the template " + key + " does not parse");
  }
  return page;
}

std::string render_text(std::string_view name, std::string_view text, const Values& values) {
  const std::string key(name);
  static_cast<void>(ctemplate::StringToTemplateCache(key, text.data(), text.size(), ctemplate::DO_NOT_STRIP));
  ctemplate::TemplateDictionary dictionary(key);
  Filler::fill(dictionary, values);
  std::string filled;
  if (!ctemplate::ExpandTemplate(key, ctemplate::DO_NOT_STRIP, &dictionary, &filled)) {
    throw std::logic_error("the template " + key + " does not parse");
  }
  return filled;
}

std::string find_template_problem(std::string_view name, std::string_view text) {
  try {
    static_cast<void>(render_text(name, text, {}));
    return "";
  } catch (const std::logic_error& error) {
    return error.what();
  }
}

}  // namespace latchkey::html
