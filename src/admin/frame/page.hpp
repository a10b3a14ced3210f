// A page of the admin area, put together from notices, tables, details and forms. Every text is escaped for the place
// where it is shown.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "admin/frame/cell.hpp"
#include "admin/frame/form.hpp"
#include "admin/frame/frame.hpp"
#include "admin/frame/visit.hpp"
#include "html/render.hpp"
#include "http/response.hpp"

namespace latchkey::admin {

struct Table {
  std::string title = {};  // shown when not empty; always told to screen readers
  std::string empty;       // what stands there instead of a table without rows
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows = {};
  std::string next = {};  // address of the next page
};

struct Details {
  std::string title;
  std::vector<std::pair<std::string, Cell>> rows;
};

struct Notice {
  Tone tone;
  std::string text;
};

class Page {
 public:
  Page(const Visit& visit, std::string title) : visit_(visit), title_(std::move(title)) {}

  // A link at the top, e.g. New.
  Page& link_to(std::string_view label, std::string_view href);
  // The page above this one.
  Page& below(std::string_view label, std::string_view href);
  Page& add(const Notice& notice);
  Page& add(const Table& table);
  Page& add(const Details& details);
  Page& add(const Form& form);
  // Codes that are shown this once, one a line, with buttons that copy, store and print them, and the way on.
  Page& add_codes(std::string_view title, std::string_view lines, std::string_view next);
  Page& add_svg(std::string_view title, std::string_view path, int size);

  [[nodiscard]] http::Response render(int status = 200);

  // The page with one more card at its end, which grows while the answer is sent: `fill` hands over each line as soon
  // as it is known, and returns what came of it all. It runs when the visit is over, and may not refer to it. 200.
  struct Line {
    std::string title;
    Cell result;  // a badge
    std::string found;
    std::string remedy;  // empty: none
  };
  using Tell = std::function<void(const Line&)>;
  using Fill = std::function<Notice(const Tell&)>;
  [[nodiscard]] http::Response render_growing(std::string_view title, Fill fill);

 private:
  [[nodiscard]] Content content();

  const Visit& visit_;
  std::string title_;
  std::vector<std::pair<std::string, std::string>> links_;
  html::Values values_;
};

}  // namespace latchkey::admin
