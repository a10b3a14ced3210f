// A page of the admin area, put together from notices, tables, details and forms. Every text is escaped for the place
// where it is shown.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "admin/frame/frame.hpp"
#include "admin/parts/cell.hpp"
#include "admin/parts/form.hpp"
#include "admin/parts/visit.hpp"
#include "html/render.hpp"
#include "http/response.hpp"

namespace latchkey::admin {

struct Table {
  std::string title = {};  // shown when not empty; always told to screen readers
  std::string empty;       // what stands there instead of a table without rows
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows = {};
  std::string next = {};    // address of the next page
  std::string former = {};  // and of the one before
  std::string count = {};   // how many there are in all
};

struct Details {
  std::string title;
  std::vector<std::pair<std::string, Cell>> rows;
};

struct Notice {
  Tone tone;
  std::string text;
};

// A figure that leads to its list.
struct Tile {
  std::string label;
  std::string figure;
  std::string note = {};  // quieter, below
  std::string href;
  Tone tone = Tone::plain;
};

// Bars side by side, each of several pieces one above the other, drawn on the server. The table beside it says the same
// in numbers.
struct Chart {
  std::string title;
  struct Series {
    std::string label;
    std::vector<std::int64_t> values;  // one for each bar
  };
  std::vector<Series> series;  // at most 6; those without a value are left out
  std::string first;           // what the first bar stands for
  std::string last;
};

// How a link at the top of a page looks: what one comes for, what is done now and then, what cannot be undone.
enum class Weight { main, quiet, dangerous };

class Page {
 public:
  Page(const Visit& visit, std::string title) : visit_(visit), title_(std::move(title)) {}

  // A link at the top, e.g. New.
  Page& link_to(std::string_view label, std::string_view href, Weight weight = Weight::main);
  // The page above this one.
  Page& below(std::string_view label, std::string_view href);
  Page& add(const Notice& notice);
  Page& add(const Table& table);
  Page& add(const Details& details);
  Page& add(const Form& form);
  Page& add(const std::vector<Tile>& tiles);
  Page& add(const std::vector<Chart>& charts);  // side by side where there is room
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
  struct Link {
    std::string label;
    std::string href;
    Weight weight;
  };
  std::vector<Link> links_;
  html::Values values_;
};

}  // namespace latchkey::admin
