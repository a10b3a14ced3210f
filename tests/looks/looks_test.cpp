#include "looks/looks.hpp"

#include <boost/test/unit_test.hpp>

#include "support/command.hpp"

using namespace latchkey;
using namespace latchkey::looks;
using test::TemporaryFolder;
using test::write_file;

namespace {

template <class Outcome>
std::string problem_of(const Outcome& outcome) {
  const auto* problem = std::get_if<FileProblem>(&outcome);
  return problem == nullptr ? "" : problem->why;
}

const std::string png = "\x89PNG\r\n\x1a\nrest";
const std::string svg = R"(<?xml version="1.0"?><!-- made by hand --><svg xmlns="http://www.w3.org/2000/svg"/>)";

}  // namespace

BOOST_AUTO_TEST_SUITE(looks)

BOOST_AUTO_TEST_CASE(a_logo_is_told_by_what_is_in_it) {
  const TemporaryFolder folder;
  const std::string file = folder.path() / "logo.gif";
  const auto read = [&](const std::string& bytes) {
    write_file(file, bytes);
    return read_logo(file);
  };
  BOOST_TEST(std::get<Logo>(read(png)).type == "image/png");
  const Logo logo = std::get<Logo>(read(svg));
  BOOST_TEST(logo.type == "image/svg+xml");
  BOOST_TEST(logo.bytes == svg);
  BOOST_TEST(logo.version != std::get<Logo>(read(svg + " ")).version);
  for (const std::string& bytes : {std::string(), std::string("GIF89a"), std::string("<html><svgx></html>"),
                                   std::string("<svg"), std::string("\xff<svg>"), std::string(5000, ' ') + "<svg>"}) {
    BOOST_TEST(problem_of(read(bytes)) == "is neither PNG nor SVG");
  }
  BOOST_TEST(problem_of(read(png + std::string(logo_limit_bytes, 'x'))) == "is over 200 KiB");
  BOOST_TEST(problem_of(read_logo(folder.path() / "nothing")) == "is not there");
  BOOST_TEST(problem_of(read_logo(folder.path())) == "is no file");
}

BOOST_AUTO_TEST_CASE(a_style_cannot_end_its_element_and_has_the_line_ends_that_a_browser_hashes) {
  const TemporaryFolder folder;
  const std::string file = folder.path() / "site.css";
  const auto read = [&](const std::string& text) {
    write_file(file, text);
    return read_style(file);
  };
  BOOST_TEST(std::get<std::string>(read("a{}\r\nb{}\rc{}\n")) == "a{}\nb{}\nc{}\n");
  BOOST_TEST(problem_of(read("</STYLE ><script>")) == "has `</style` in it");
  BOOST_TEST(problem_of(read("\xff")) == "is no text in UTF-8");
  BOOST_TEST(problem_of(read(std::string("a\0b", 3))) == "is no text in UTF-8");
  BOOST_TEST(problem_of(read(std::string(style_limit_bytes + 1, ' '))) == "is over 16 KiB");
}

BOOST_AUTO_TEST_CASE(an_accent_can_be_read_in_the_light_and_in_the_dark) {
  for (const char* text : {"#000000", "#1d4fd8", "#4338ca", "#767676", "#b3202c", "#006400", "#0000ff"}) {
    BOOST_TEST_CONTEXT(text) {
      const Colour accent = parse_colour(text).value();
      BOOST_REQUIRE(contrast(accent, white) >= readable_contrast);
      const std::string style = make_accent_style(accent);
      BOOST_TEST(style.starts_with(std::string(":root{--accent:") + text + ";"));
      const auto dark = parse_colour(style.substr(style.rfind("--accent:") + 9, 7)).value();
      const auto note = parse_colour(style.substr(style.rfind("--note:") + 7, 7)).value();
      BOOST_TEST(contrast(dark, Colour{0x1a, 0x22, 0x30}) >= readable_contrast);
      BOOST_TEST(contrast(dark, Colour{0x0c, 0x18, 0x30}) >= readable_contrast);  // --on-accent
      BOOST_TEST(contrast(note, Colour{0xe9, 0xee, 0xf7}) >= readable_contrast);  // --text
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
