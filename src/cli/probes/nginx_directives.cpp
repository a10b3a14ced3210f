#include "cli/probes/nginx_directives.hpp"

#include <algorithm>
#include <utility>

namespace latchkey::cli {
namespace {

constexpr std::string_view spaces = " \t\r\n";

// Reads from the front of the text, word by word.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  // Leaves out spaces and comments.
  void skip() {
    while (!rest_.empty()) {
      if (spaces.find(rest_.front()) != std::string_view::npos) {
        rest_.remove_prefix(1);
      } else if (rest_.front() == '#') {
        rest_.remove_prefix(std::min(rest_.size(), rest_.find('\n')));
      } else {
        return;
      }
    }
  }

  [[nodiscard]] bool is_at_end() const { return rest_.empty(); }

  // Whether one of `;`, `{` and `}` comes next, which is then read.
  bool take_end() {
    static constexpr std::string_view ends = ";{}";
    const bool is_end = ends.find(rest_.front()) != std::string_view::npos;
    if (is_end) rest_.remove_prefix(1);
    return is_end;
  }

  std::string take_word() {
    const char quote = rest_.front();
    const bool is_quoted = quote == '"' || quote == '\'';
    if (is_quoted) rest_.remove_prefix(1);
    std::string word;
    while (!rest_.empty()) {
      const char c = rest_.front();
      const bool is_variable = c == '{' && word.ends_with('$');
      static constexpr std::string_view ends = " \t\r\n;{";
      const bool ends_here = is_quoted ? c == quote : ends.find(c) != std::string_view::npos && !is_variable;
      if (ends_here) break;
      rest_.remove_prefix(1);
      if (c == '\\' && !rest_.empty()) {
        word += rest_.front();
        rest_.remove_prefix(1);
      } else {
        word += c;
      }
    }
    if (is_quoted && !rest_.empty()) rest_.remove_prefix(1);
    return word;
  }

 private:
  std::string_view rest_;
};

}  // namespace

std::vector<Directive> parse_nginx_directives(std::string_view text) {
  std::vector<Directive> directives;
  Directive directive;
  Reader reader(text);
  for (reader.skip(); !reader.is_at_end(); reader.skip()) {
    if (!reader.take_end()) {
      directive.push_back(reader.take_word());
    } else if (!directive.empty()) {
      directives.push_back(std::exchange(directive, {}));
    }
  }
  return directives;
}

}  // namespace latchkey::cli
