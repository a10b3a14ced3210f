// HTML pages from templates that are built into the program (ctemplate syntax). Values are escaped for the place they
// stand in (text, attribute, URL) by ctemplate's auto-escaping.
#pragma once
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace latchkey::html {

// A template that is built into the program.
struct Template {
  std::string_view name;  // what it is known by in this process, from its first use on
  std::string_view text;  // must live as long as the process
};

// The values of one page: `{{NAME}}` is replaced by a value, `{{#NAME}}…{{/NAME}}` is shown once per section added, and
// `{{>NAME}}` once per part added.
class Values {
 public:
  Values& set(std::string_view name, std::string_view value);
  // Adds one repetition of the section and returns its values, which live as long as this object.
  Values& add_section(std::string_view name);
  // Adds the template `part` in the place `{{>NAME}}` and returns its values, which live as long as this object.
  Values& add_part(std::string_view name, const Template& part);

 private:
  friend struct Filler;
  struct Place {
    std::string name;
    std::optional<Template> part;  // nothing: a section
  };
  std::vector<std::pair<std::string, std::string>> texts_;
  std::list<std::pair<Place, Values>> inner_;  // a list: references into it stay good
};

// Renders the template `text`, parsed at its first use in this process and known by `name` from then on. A template
// that does not parse throws std::logic_error, and so does one of its parts.
[[nodiscard]] std::string render(std::string_view name, std::string_view text, const Values& values);

}  // namespace latchkey::html
