#include "admin/frame/page.hpp"

#include "admin/frame/chart.hpp"
#include "admin_templates.hpp"

namespace latchkey::admin {
namespace {

void fill_heading(html::Values& values, const std::string& title) {
  if (!title.empty()) values.add_section("HEADED").set("HEADING", title);
}

std::string_view weight_name(Weight weight) {
  switch (weight) {
    case Weight::quiet:
      return "quiet";
    case Weight::dangerous:
      return "quiet danger";
    case Weight::main:
      break;
  }
  return "main";
}

}  // namespace

Page& Page::link_to(std::string_view label, std::string_view href, Weight weight) {
  links_.push_back({std::string(label), std::string(href), weight});
  return *this;
}

Page& Page::below(std::string_view label, std::string_view href) {
  values_.add_section("ABOVE").set("LABEL", label).set("HREF", href);
  return *this;
}

Page& Page::add(const Notice& notice) {
  values_.add_section("BLOCK")
      .add_section("NOTICE")
      .set("TONE", tone_name(notice.tone))
      .set("ROLE", notice.tone == Tone::bad ? "alert" : "status")
      .set("TEXT", notice.text);
  return *this;
}

Page& Page::add(const Table& table) {
  auto& values = values_.add_section("BLOCK").add_section("TABLE");
  fill_heading(values, table.title);
  if (!table.count.empty()) values.add_section("COUNT").set("TEXT", table.count);
  const bool has_pages = !table.next.empty() || !table.former.empty();
  if (has_pages) {
    auto& pages = values.add_section("PAGES");
    if (!table.former.empty()) pages.add_section("FORMER").set("HREF", table.former);
    if (!table.next.empty()) pages.add_section("NEXT").set("HREF", table.next);
  }
  if (table.rows.empty()) {
    values.add_section("EMPTY").set("TEXT", table.empty);
    return *this;
  }
  auto& grid = values.add_section("GRID").set("NAME", table.title.empty() ? title_ : table.title);
  for (const auto& column : table.columns) grid.add_section("COLUMN").set("LABEL", column);
  for (const auto& row : table.rows) {
    auto& shown = grid.add_section("ROW");
    for (std::size_t i = 0; i < row.size(); ++i) {
      add_cell(shown.add_section("FIELD").set("LABEL", table.columns.at(i)), row[i]);
    }
  }
  return *this;
}

Page& Page::add(const Details& details) {
  auto& values = values_.add_section("BLOCK").add_section("DETAILS");
  fill_heading(values, details.title);
  for (const auto& [label, cell] : details.rows) add_cell(values.add_section("ROW").set("LABEL", label), cell);
  return *this;
}

Page& Page::add(const Form& form) {
  add_form(values_.add_section("BLOCK"), form, visit_.form_value);
  return *this;
}

Page& Page::add(const std::vector<Tile>& tiles) {
  auto& values = values_.add_section("BLOCK").add_section("TILES");
  for (const auto& tile : tiles) {
    auto& shown = values.add_section("TILE").set("LABEL", tile.label).set("FIGURE", tile.figure);
    shown.set("HREF", tile.href).set("TONE", tone_name(tile.tone));
    if (!tile.note.empty()) shown.add_section("NOTE").set("TEXT", tile.note);
  }
  return *this;
}

Page& Page::add(const std::vector<Chart>& charts) {
  auto& values = values_.add_section("BLOCK").add_section("CHARTS");
  for (const auto& chart : charts) add_chart(values.add_section("CHART"), chart);
  return *this;
}

Page& Page::add_codes(std::string_view title, std::string_view lines, std::string_view next) {
  values_.add_section("BLOCK")
      .add_section("CODES")
      .set("HEADING", title)
      .set("TEXT", lines)
      .set("FILE", "recovery-codes.txt")
      .set("HREF", next);
  return *this;
}

Page& Page::add_svg(std::string_view title, std::string_view path, int size) {
  values_.add_section("BLOCK")
      .add_section("SVG")
      .set("LABEL", title)
      .set("PATH", path)
      .set("SIZE", std::to_string(size));
  return *this;
}

Content Page::content() {
  values_.set("TITLE", title_);
  if (!links_.empty()) {
    auto& actions = values_.add_section("ACTIONS");
    for (const auto& [label, href, weight] : links_) {
      actions.add_section("ACTION").set("LABEL", label).set("HREF", href).set("WEIGHT", weight_name(weight));
    }
  }
  return {title_, html::render("admin_page", templates::page_html, values_)};
}

http::Response Page::render(int status) { return frame(visit_, status, content()); }

http::Response Page::render_growing(std::string_view title, Fill fill) {
  static constexpr std::string_view mark = "<!--grows here-->";  // of page.html; what is shown is escaped
  values_.add_section("BLOCK").add_section("GROWING").set("HEADING", title);
  const std::string page = frame(visit_, 200, content()).body();
  const auto at = page.find(mark);
  http::Response response(200, page.substr(0, at), "text/html; charset=utf-8");
  response.add_header("X-Accel-Buffering", "no");  // nginx would keep it until it is worth a packet
  response.follow_with([fill = std::move(fill), end = page.substr(at + mark.size())](const http::Response::Send& send) {
    const Notice notice = fill([&](const Line& line) {
      html::Values values;
      auto& shown = values.add_section("LINE").set("TITLE", line.title).set("FOUND", line.found);
      add_cell(shown, line.result);
      if (!line.remedy.empty()) shown.add_section("REMEDY").set("TEXT", line.remedy);
      static_cast<void>(send(html::render("admin_line", templates::line_html, values)));
    });
    html::Values values;
    values.add_section("END").set("TONE", tone_name(notice.tone)).set("TEXT", notice.text);
    static_cast<void>(send(html::render("admin_line", templates::line_html, values) + end));
  });
  return dress(std::move(response));
}

}  // namespace latchkey::admin
