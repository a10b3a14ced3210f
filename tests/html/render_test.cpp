#include "html/render.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey::html;

BOOST_AUTO_TEST_SUITE(render_page)

constexpr std::string_view text =
    R"({{%AUTOESCAPE context="HTML"}}<p title="{{A}}">{{A}}</p><a href="{{URL}}">x</a>{{#ROW}}<i>{{B}}{{#INNER}}<b>{{B}}</b>{{/INNER}}</i>{{/ROW}})";

BOOST_AUTO_TEST_CASE(values_are_escaped_for_their_place) {
  Values values;
  values.set("A", "\"><script>alert(1)</script>").set("URL", "javascript:alert(1)");
  const std::string page = render("escape", text, values);
  BOOST_TEST(page.find("<script>") == std::string::npos);
  BOOST_TEST(page.find("javascript:") == std::string::npos);
  BOOST_TEST(page.find("&lt;script&gt;") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(sections_repeat_and_their_values_stay_good) {
  Values values;
  auto& first = values.add_section("ROW");
  for (int i = 0; i < 100; ++i) values.add_section("ROW").set("B", "later");
  first.set("B", "first").add_section("INNER").set("B", "inner");
  const std::string page = render("sections", text, values);
  BOOST_TEST(page.find("<i>first<b>inner</b></i>") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_part_stands_wherever_it_is_asked_for_and_is_escaped_there) {
  const Template part{"part", R"({{%AUTOESCAPE context="HTML"}}{{#BOLD}}<b>{{TEXT}}</b>{{/BOLD}})"};
  static constexpr std::string_view whole =
      R"({{%AUTOESCAPE context="HTML"}}<i>{{>CELL}}</i>{{#ROW}}<u>{{>CELL}}</u>{{/ROW}})";
  Values values;
  values.add_part("CELL", part).add_section("BOLD").set("TEXT", "<one>");
  values.add_section("ROW").add_part("CELL", part).add_section("BOLD").set("TEXT", "two");
  BOOST_TEST(render("whole", whole, values) == "<i><b>&lt;one&gt;</b></i><u><b>two</b></u>");
  BOOST_TEST(render("whole", whole, Values()) == "<i></i>");
}

BOOST_AUTO_TEST_CASE(a_template_that_does_not_parse_is_a_fault) {
  BOOST_CHECK_THROW(static_cast<void>(render("broken", "{{#A}}", Values())), std::logic_error);
  Values values;
  values.add_part("CELL", {"broken_part", "{{#A}}"});
  BOOST_CHECK_THROW(static_cast<void>(render("with_broken_part", "{{>CELL}}", values)), std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()
