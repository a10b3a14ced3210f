#include "admin/frame/page.hpp"

#include "admin_templates.hpp"

namespace latchkey::admin {
namespace {

std::string_view tone_name(Tone tone) {
  switch (tone) {
    case Tone::good:
      return "good";
    case Tone::warn:
      return "warn";
    case Tone::bad:
      return "bad";
    case Tone::plain:
      break;
  }
  return "plain";
}

// `2026-11-23T10:00:00.000000Z` as `2026-11-23 10:00:00 UTC`.
std::string readable(const std::string& iso) {
  return iso.size() < 19 ? iso : iso.substr(0, 10) + " " + iso.substr(11, 8) + " UTC";
}

void fill_cell(html::Values& parent, const Cell& cell) {
  auto& values = parent.add_section("CELL");
  switch (cell.kind) {
    case Cell::Kind::text:
      values.add_section("PLAIN").set("TEXT", cell.text);
      break;
    case Cell::Kind::link:
      values.add_section("LINK").set("TEXT", cell.text).set("HREF", cell.href);
      for (const auto& [text, href] : cell.more) values.add_section("LINK").set("TEXT", text).set("HREF", href);
      break;
    case Cell::Kind::code:
      values.add_section("CODE").set("TEXT", cell.text);
      break;
    case Cell::Kind::moment:
      values.add_section("MOMENT").set("ISO", cell.text).set("TEXT", readable(cell.text));
      break;
    case Cell::Kind::badge:
      values.add_section("BADGE").set("TEXT", cell.text).set("TONE", tone_name(cell.tone));
      break;
    case Cell::Kind::secret:
      values.add_section("SECRET").set("TEXT", cell.text);
      break;
    case Cell::Kind::pre:
      values.add_section("PRE").set("TEXT", cell.text);
      break;
  }
  if (!cell.note.empty()) values.add_section("NOTE").set("TEXT", cell.note);
  for (const auto& [word, iso] : cell.also) {
    values.add_section("ALSO").set("WORD", word).set("ISO", iso).set("TEXT", readable(iso));
  }
}

void fill_heading(html::Values& values, const std::string& title) {
  if (!title.empty()) values.add_section("HEADED").set("HEADING", title);
}

std::string_view input_type(Field::Kind kind) {
  switch (kind) {
    case Field::Kind::email:
      return "email";
    case Field::Kind::password:
      return "password";
    case Field::Kind::date:
      return "date";
    case Field::Kind::number:
      return "number";
    case Field::Kind::search:
      return "search";
    default:
      return "text";
  }
}

std::string_view section_of(Field::Kind kind) {
  switch (kind) {
    case Field::Kind::text:
      return "AREA";
    case Field::Kind::select:
      return "SELECT";
    case Field::Kind::choices:
      return "CHOICES";
    default:
      return "SIMPLE";
  }
}

void fill_field(html::Values& form, const Field& field) {
  auto& values = form.add_section("INPUT").add_section(section_of(field.kind));
  values.set("ID", "f-" + field.name).set("KEY", field.name).set("LABEL", field.label);
  values.set("TYPE", input_type(field.kind)).set("VALUE", field.value).set("COMPLETE", field.autocomplete);
  if (field.need == Field::Need::required) values.add_section("NEEDED");
  const bool shows_optional = field.need == Field::Need::optional && field.kind != Field::Kind::search;
  if (shows_optional) values.add_section("OPTIONAL");
  if (!field.hint.empty()) values.add_section("HINT").set("TEXT", field.hint);
  if (!field.error.empty()) {
    values.add_section("BAD");
    values.add_section("ERROR").set("TEXT", field.error);
  }
  for (const auto& choice : field.choices) {
    auto& option = values.add_section("CHOICE").set("VALUE", choice.value).set("LABEL", choice.label);
    option.set("NAME", field.name + "." + choice.value);
    if (choice.is_chosen) option.add_section("CHOSEN");
  }
}

}  // namespace

Cell plain(std::string_view text) {
  return {Cell::Kind::text, text.empty() ? "–" : std::string(text), {}, {}, {}, {}, {}};
}
Cell link(std::string_view text, std::string_view href) {
  return {Cell::Kind::link, std::string(text), std::string(href), {}, {}, {}, {}};
}
Cell code(std::string_view text) { return {Cell::Kind::code, std::string(text), {}, {}, {}, {}, {}}; }
Cell badge(std::string_view text, Tone tone) { return {Cell::Kind::badge, std::string(text), {}, tone, {}, {}, {}}; }
Cell secret(std::string_view text) { return {Cell::Kind::secret, std::string(text), {}, {}, {}, {}, {}}; }
Cell pre(std::string_view text) { return {Cell::Kind::pre, std::string(text), {}, {}, {}, {}, {}}; }
Cell moment(const std::optional<std::string>& iso) {
  return iso && !iso->empty() ? Cell{Cell::Kind::moment, *iso, {}, {}, {}, {}, {}} : plain("");
}

Page& Page::link_to(std::string_view label, std::string_view href) {
  links_.emplace_back(label, href);
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
  if (!table.next.empty()) values.add_section("NEXT").set("HREF", table.next);
  if (table.rows.empty()) {
    values.add_section("EMPTY").set("TEXT", table.empty);
    return *this;
  }
  auto& grid = values.add_section("GRID").set("NAME", table.title.empty() ? title_ : table.title);
  for (const auto& column : table.columns) grid.add_section("COLUMN").set("LABEL", column);
  for (const auto& row : table.rows) {
    auto& shown = grid.add_section("ROW");
    for (std::size_t i = 0; i < row.size(); ++i) {
      fill_cell(shown.add_section("FIELD").set("LABEL", table.columns.at(i)), row[i]);
    }
  }
  return *this;
}

Page& Page::add(const Details& details) {
  auto& values = values_.add_section("BLOCK").add_section("DETAILS");
  fill_heading(values, details.title);
  for (const auto& [label, cell] : details.rows) fill_cell(values.add_section("ROW").set("LABEL", label), cell);
  return *this;
}

Page& Page::add(const Form& form) {
  auto& values = values_.add_section("BLOCK").add_section("FORM");
  fill_heading(values, form.title);
  const bool is_post = form.method == Form::Method::post;
  values.set("METHOD", is_post ? "post" : "get").set("ACTION", "/admin" + form.action);
  values.set("SHAPE", form.shape == Form::Shape::card ? "card" : "row");
  values.set("SUBMIT", form.submit).set("TONE", tone_name(form.tone));
  if (form.shape == Form::Shape::row) values.add_section("NAMED").set("NAME", form.submit);
  if (is_post) values.add_section("POST").set("CSRF", visit_.form_value);
  for (const auto& [name, value] : form.hidden) values.add_section("HIDDEN").set("KEY", name).set("VALUE", value);
  if (!form.text.empty()) values.add_section("TEXT_ABOVE").set("TEXT", form.text);
  for (const auto& field : form.fields) fill_field(values, field);
  if (!form.cancel.empty()) values.add_section("CANCEL").set("HREF", form.cancel);
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
    for (const auto& [label, href] : links_) actions.add_section("ACTION").set("LABEL", label).set("HREF", href);
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
      shown.set("RESULT", line.result.text).set("TONE", tone_name(line.result.tone));
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
