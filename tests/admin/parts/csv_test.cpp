#include "admin/parts/csv.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey::admin;

BOOST_AUTO_TEST_SUITE(csv)

BOOST_AUTO_TEST_CASE(every_value_is_quoted_and_a_line_ends_as_rfc_4180_says) {
  BOOST_TEST(csv_line({"a", "", "b,c", "say \"hi\"", "two\nlines"}) ==
             "\"a\",\"\",\"b,c\",\"say \"\"hi\"\"\",\"two\nlines\"\r\n");
}

BOOST_AUTO_TEST_CASE(no_place_at_which_a_spreadsheet_may_split_begins_a_formula) {
  struct Row {
    std::string value;
    std::string text;
  };
  for (const Row& row : {Row{"=1+1", "'=1+1"},
                         Row{"+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"},
                         Row{"-2+3", "'-2+3"},
                         Row{"@SUM(A1)", "'@SUM(A1)"},
                         Row{"= 1", "'= 1"},
                         Row{"\t=1", "'\t'=1"},
                         Row{"\rplain", "'\rplain"},
                         Row{"  =1", "'  '=1"},
                         Row{"x;=HYPERLINK(\"http://x\")", "'x;'=HYPERLINK(\"\"http://x\"\")"},
                         Row{"x; =1", "'x; '=1"},
                         Row{"x\t=1", "'x\t'=1"},
                         Row{"x\r\n@y", "'x\r\n'@y"},
                         Row{"x\n-1", "'x\n'-1"},
                         Row{"x =1", "'x '=1"},
                         Row{"x\"=1", "'x\"\"'=1"},
                         Row{"x'=1", "'x''=1"},
                         Row{"x,=1", "'x,'=1"},
                         Row{"\uFF1D1+1", "'\uFF1D1+1"},
                         Row{"x;\uFF0B1", "'x;'\uFF0B1"},
                         Row{"+35799123456", "+35799123456"},
                         Row{"+35799123456;+1", "+35799123456;+1"},
                         Row{"+357-99", "'+357-99"},
                         Row{"+", "'+"},
                         Row{"a=b", "a=b"},
                         Row{"maria+test@example.com", "maria+test@example.com"},
                         Row{"Anna-Maria", "Anna-Maria"},
                         Row{"voilà-x", "voilà-x"},
                         Row{"Landing page - summer", "Landing page - summer"},
                         Row{"ends with -", "ends with -"},
                         Row{"2099-12-31T23:59:59Z", "2099-12-31T23:59:59Z"}}) {
    BOOST_TEST_CONTEXT(row.value) { BOOST_TEST(csv_line({row.value}) == "\"" + row.text + "\"\r\n"); }
  }
}

BOOST_AUTO_TEST_SUITE_END()
