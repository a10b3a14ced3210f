#include "customers/import/csv_reader.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey::customers;

namespace {

using Cells = std::vector<std::vector<std::string>>;

struct Everything {
  Cells cells;
  std::vector<std::size_t> lines;
  std::optional<CsvProblem> problem;
};

Everything read_all(std::string_view text) {
  CsvReader reader(text);
  Everything all;
  while (auto record = reader.read()) {
    all.cells.push_back(std::move(record->cells));
    all.lines.push_back(record->line);
  }
  all.problem = reader.problem();
  return all;
}

struct Row {
  std::string name;
  std::string text;
  Cells cells;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(csv_reader)

BOOST_AUTO_TEST_CASE(files_of_all_kinds_read_the_same) {
  const Cells expected{{"a", "b"}, {"1", "2"}};
  for (const Row& row :
       {Row{"LF", "a,b\n1,2\n", expected}, Row{"CRLF", "a,b\r\n1,2\r\n", expected}, Row{"CR", "a,b\r1,2\r", expected},
        Row{"no end of the last line", "a,b\n1,2", expected},
        Row{"byte order mark",
            "\xEF\xBB\xBF"
            "a,b\n1,2\n",
            expected},
        Row{"semicolons", "a;b\n1;2\n", expected}, Row{"tabs", "a\tb\n1\t2\n", expected},
        Row{"quotes", "\"a\",\"b\"\n\"1\",2\n", expected}, Row{"empty lines", "\n\na,b\n\n1,2\n\n", expected},
        Row{"separator in a title", "\"x;y;z\",b\n1,2\n", {{"x;y;z", "b"}, {"1", "2"}}},
        Row{"separator, line end and quote in a cell",
            "a,b\n\"1,\r\n\"\"x\"\"\",2",
            {{"a", "b"}, {"1,\r\n\"x\"", "2"}}},
        Row{"a quote within a cell", "a,b\n5\" pipe,2", {{"a", "b"}, {"5\" pipe", "2"}}},
        Row{"empty cells", "a,b\n,\n\"\",\n", {{"a", "b"}, {"", ""}, {"", ""}}},
        Row{"one column", "a\n1\n", {{"a"}, {"1"}}}, Row{"nothing", "", {}},
        Row{"a byte order mark alone", "\xEF\xBB\xBF", {}}, Row{"line ends alone", "\r\n\n\r", {}}}) {
    BOOST_TEST_CONTEXT(row.name) {
      const auto all = read_all(row.text);
      BOOST_TEST(!all.problem.has_value());
      BOOST_TEST((all.cells == row.cells));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_record_knows_its_line_also_behind_cells_of_several_lines) {
  const auto all = read_all("a,b\r\n\r\n\"1\r\n\r\n\",2\n3,4\r5,6");
  BOOST_TEST(all.lines == (std::vector<std::size_t>{1, 3, 6, 7}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(faults_name_their_line_and_character) {
  struct Fault {
    std::string name;
    std::string text;
    std::size_t line;
    std::size_t column;
    std::string told;
  };
  const std::string many_cells(1000, ',');
  for (const Fault& fault : {Fault{"a quote that is not closed", "a,b\n\xC3\xA4,\"2\n3,4\n", 2, 3, "never closed"},
                             Fault{"text behind a quote", "a,b\r\n\"1\"x,2", 2, 4, "neither a separator"},
                             Fault{"a quote at the very end", "a,\"", 1, 3, "never closed"},
                             Fault{"an odd number of quotes", "a\n\"\"\"", 2, 1, "never closed"},
                             Fault{"more than 1,000 cells", "a\n" + many_cells, 2, 1001, "1,000 cells"}}) {
    BOOST_TEST_CONTEXT(fault.name) {
      const auto problem = read_all(fault.text).problem;
      BOOST_REQUIRE(problem.has_value());
      BOOST_TEST(problem->line == fault.line);
      BOOST_TEST(problem->column == fault.column);
      BOOST_TEST(problem->message.find(fault.told) != std::string::npos, problem->message);
    }
  }
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_are_found) {
  using namespace std::string_view_literals;
  struct Fault {
    std::string_view text;
    std::size_t line;
    std::size_t column;
    std::string told;
  };
  for (const Fault& fault : {Fault{"a,b\nM\xFCller,2"sv, 2, 2, "not UTF-8"}, Fault{"a\xC3"sv, 1, 2, "not UTF-8"},
                             Fault{"a,b\n1,\0002"sv, 2, 3, "NUL"},
                             Fault{"\xFF\xFE"
                                   "a\0"sv,
                                   1, 1, "UTF-16"}}) {
    const auto problem = CsvReader(fault.text).find_wrong_bytes();
    BOOST_REQUIRE(problem.has_value());
    BOOST_TEST(problem->line == fault.line);
    BOOST_TEST(problem->column == fault.column);
    BOOST_TEST(problem->message.find(fault.told) != std::string::npos, problem->message);
  }
  BOOST_TEST(!CsvReader("a,b\n\xC3\xA4,\xF0\x9F\x98\x80").find_wrong_bytes().has_value());
}

BOOST_AUTO_TEST_CASE(a_cell_of_a_megabyte_is_a_cell) {
  const std::string big(1'000'000, 'x');
  BOOST_TEST((read_all("a,b\n\"" + big + "\",2").cells.at(1).at(0) == big));
}

BOOST_AUTO_TEST_SUITE_END()
