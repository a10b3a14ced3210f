#include "admin/parts/cell.hpp"

#include "admin_part_templates.hpp"

namespace latchkey::admin {
namespace {

constexpr html::Template cell_template{"admin_cell", part_templates::cell_html};

// `2026-11-23T10:00:00.000000Z` as `2026-11-23 10:00:00 UTC`.
std::string readable(const std::string& iso) {
  return iso.size() < 19 ? iso : iso.substr(0, 10) + " " + iso.substr(11, 8) + " UTC";
}

void tell_about(html::Values& link, const Cell& cell) {
  if (!cell.about.empty()) link.add_section("ABOUT").set("ROW", cell.about);
}

std::string_view section_of(Cell::Kind kind) {
  switch (kind) {
    case Cell::Kind::link:
      return "LINK";
    case Cell::Kind::code:
      return "CODE";
    case Cell::Kind::moment:
      return "MOMENT";
    case Cell::Kind::badge:
      return "BADGE";
    case Cell::Kind::secret:
      return "SECRET";
    case Cell::Kind::pre:
      return "PRE";
    case Cell::Kind::deed:
      return "DEED";
    case Cell::Kind::text:
      break;
  }
  return "PLAIN";
}

}  // namespace

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

Cell plain(std::string_view text) { return {.text = text.empty() ? "–" : std::string(text)}; }

Cell link(std::string_view text, std::string_view href) {
  return {.kind = Cell::Kind::link, .text = std::string(text), .href = std::string(href)};
}

Cell code(std::string_view text) { return {.kind = Cell::Kind::code, .text = std::string(text)}; }

Cell badge(std::string_view text, Tone tone) {
  return {.kind = Cell::Kind::badge, .text = std::string(text), .tone = tone};
}

Cell secret(std::string_view text) { return {.kind = Cell::Kind::secret, .text = std::string(text)}; }

Cell pre(std::string_view text) { return {.kind = Cell::Kind::pre, .text = std::string(text)}; }

Cell deed(std::string_view text, std::string_view action, std::string_view form_value,
          const std::pair<std::string, std::string>& field) {
  Cell cell{.kind = Cell::Kind::deed, .text = std::string(text), .href = "/admin" + std::string(action)};
  cell.form_value = form_value;
  cell.field = field;
  return cell;
}

Cell moment(const std::optional<std::string>& iso) {
  return iso && !iso->empty() ? Cell{.kind = Cell::Kind::moment, .text = *iso} : plain("");
}

void add_cell(html::Values& values, const Cell& cell) {
  auto& part = values.add_part("CELL", cell_template);
  auto& shown = part.add_section(section_of(cell.kind));
  if (cell.kind == Cell::Kind::moment) {
    shown.set("ISO", cell.text).set("TEXT", readable(cell.text));
  } else {
    shown.set("TEXT", cell.text).set("HREF", cell.href).set("TONE", tone_name(cell.tone)).set("CSRF", cell.form_value);
    tell_about(shown, cell);
    if (!cell.field.first.empty()) {
      shown.add_section("FIELD").set("KEY", cell.field.first).set("VALUE", cell.field.second);
    }
  }
  for (const auto& [text, href] : cell.more) {
    tell_about(part.add_section("MORE").set("TEXT", text).set("HREF", href), cell);
  }
  if (!cell.note.empty()) part.add_section("NOTE").set("TEXT", cell.note);
  for (const auto& [word, iso] : cell.also) {
    part.add_section("ALSO").set("WORD", word).set("ISO", iso).set("TEXT", readable(iso));
  }
}

}  // namespace latchkey::admin
