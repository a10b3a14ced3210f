// HTML pages from templates that are built into the program (ctemplate syntax). Values are escaped for the place they
// stand in (text, attribute, URL) by ctemplate's auto-escaping.
#pragma once
#include <list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace latchkey::html {

// The values of one page: `{{NAME}}` is replaced by a value, `{{#NAME}}…{{/NAME}}` is shown once per section added.
class Values {
 public:
  Values& set(std::string_view name, std::string_view value);
  // Adds one repetition of the section and returns its values, which live as long as this object.
  Values& add_section(std::string_view name);

 private:
  friend std::string render(std::string_view name, std::string_view text, const Values& values);
  friend struct Filler;
  std::vector<std::pair<std::string, std::string>> texts_;
  std::list<std::pair<std::string, Values>> sections_;  // a list: references into it stay good
};

// Renders the template `text`, parsed at its first use in this process and known by `name` from then on. A template
// that does not parse throws std::logic_error.
[[nodiscard]] std::string render(std::string_view name, std::string_view text, const Values& values);

}  // namespace latchkey::html
