// What stands in a table's cell or beside a label.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "html/render.hpp"

namespace latchkey::admin {

// How something is coloured. `bad` is also the button of what cannot be undone.
enum class Tone { plain, good, warn, bad };

[[nodiscard]] std::string_view tone_name(Tone tone);  // its class in the style sheet

struct Cell {
  enum class Kind { text, link, code, moment, badge, secret, pre, deed };
  Kind kind = Kind::text;
  std::string text = {};
  std::string href = {};                                       // of a link; of a deed where its form is sent
  Tone tone = Tone::plain;                                     // of a badge
  std::string note = {};                                       // a second, quieter line
  std::vector<std::pair<std::string, std::string>> more = {};  // further links: text, href
  std::string about =
      {};  // of links whose text stands in other rows too: what they are about, for screen readers alone
  std::vector<std::pair<std::string, std::string>> also = {};  // quieter lines of a word and a time: word, ISO 8601
  std::string form_value = {};                                 // of a deed
  std::pair<std::string, std::string> field = {};              // of a deed: a hidden field of its form
};

[[nodiscard]] Cell plain(std::string_view text);  // an empty text is shown as a dash
[[nodiscard]] Cell link(std::string_view text, std::string_view href);
[[nodiscard]] Cell code(std::string_view text);
[[nodiscard]] Cell badge(std::string_view text, Tone tone);
[[nodiscard]] Cell secret(std::string_view text);  // with a button that copies it
[[nodiscard]] Cell pre(std::string_view text);     // its line breaks are kept
// A button that does something at once by a POST to `action`, below /admin; `form_value` is the visit's, `field` a
// hidden field that says to what.
[[nodiscard]] Cell deed(std::string_view text, std::string_view action, std::string_view form_value,
                        const std::pair<std::string, std::string>& field = {});
// An ISO 8601 time. It is shown in UTC, or in the viewer's zone where JavaScript runs. Nothing is shown as a dash.
[[nodiscard]] Cell moment(const std::optional<std::string>& iso);

// Puts the cell where a template says `{{>CELL}}`.
void add_cell(html::Values& values, const Cell& cell);

}  // namespace latchkey::admin
