// The parts that the pages of the admin area are put together from. Everything shown is escaped where it stands.
#pragma once
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "admin/frame/frame.hpp"
#include "admin/frame/visit.hpp"
#include "html/render.hpp"
#include "http/response.hpp"

namespace latchkey::admin {

enum class Tone { plain, good, warn, bad };

// What stands in a table's cell or beside a label.
struct Cell {
  enum class Kind { text, link, code, moment, badge, secret, pre };
  Kind kind = Kind::text;
  std::string text;
  std::string href;                                            // of a link
  Tone tone = Tone::plain;                                     // of a badge
  std::string note;                                            // a second, quieter line
  std::vector<std::pair<std::string, std::string>> more = {};  // further links: text, href
  std::vector<std::pair<std::string, std::string>> also = {};  // quieter lines of a word and a time: word, ISO 8601
};

[[nodiscard]] Cell plain(std::string_view text);  // an empty text is shown as a dash
[[nodiscard]] Cell link(std::string_view text, std::string_view href);
[[nodiscard]] Cell code(std::string_view text);
[[nodiscard]] Cell badge(std::string_view text, Tone tone);
[[nodiscard]] Cell secret(std::string_view text);  // with a button that copies it
[[nodiscard]] Cell pre(std::string_view text);     // lines kept
// An ISO 8601 time: UTC without JavaScript, with it the viewer's zone.
[[nodiscard]] Cell moment(const std::optional<std::string>& iso);

struct Table {
  std::string title;  // shown when not empty; always told to screen readers
  std::string empty;  // what stands there instead of a table without rows
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows = {};
  std::string next = {};  // address of the next page
};

struct Details {
  std::string title;
  std::vector<std::pair<std::string, Cell>> rows;
};

struct Choice {
  std::string value;
  std::string label;
  bool is_chosen = false;
};

struct Field {
  enum class Kind { line, email, password, date, number, text, search, choices, select, code };
  std::string name;
  std::string label;
  Kind kind = Kind::line;
  std::string value = {};
  std::string hint = {};
  std::string error = {};
  std::vector<Choice> choices = {};
  enum class Need { optional, required } need = Need::optional;
  std::string autocomplete = "off";
};

struct Form {
  std::string title;
  std::string action;  // below /admin
  std::string submit;
  std::vector<Field> fields = {};
  std::vector<std::pair<std::string, std::string>> hidden = {};
  std::string text = {};    // above the fields
  std::string cancel = {};  // where "Cancel" leads; empty: none
  Tone tone = Tone::plain;  // bad: what cannot be undone
  enum class Method { post, get } method = Method::post;
  enum class Shape { card, row } shape = Shape::card;  // row: a search above a table, buttons side by side
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
  Page& add_svg(std::string_view title, std::string_view path, int size);

  [[nodiscard]] http::Response render(int status = 200);

  // The page with a card below all blocks that grows while the answer is sent: `fill` hands over lines as they become
  // known, and says what came of it in the end. It runs when the visit is over. 200.
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

// 303 to a page of the admin area; the next page shown says `done` (one of the words of flash.cpp).
[[nodiscard]] http::Response go(std::string_view path, std::string_view done = {});

}  // namespace latchkey::admin
