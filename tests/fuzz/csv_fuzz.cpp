// A file of leads as it is uploaded.
#include <string>

#include "base/utf8.hpp"
#include "customers/import/lead_file.hpp"
#include "fuzz/expect.hpp"

namespace latchkey::fuzz {
namespace {

using customers::CsvReader;

std::string in_quotes(const std::string& cell) {
  std::string text = "\"";
  for (const char c : cell) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

// What was read, written with quotes, reads the same.
void check_record(const customers::CsvRecord& record, char separator) {
  std::string text;
  for (const auto& cell : record.cells) text += (text.empty() ? "" : std::string(1, separator)) + in_quotes(cell);
  // Another separator may stand more often in this line, so the first one names it.
  const std::string titles = std::string(record.cells.size() + 1, separator) + "\n";
  const std::string anew = titles + text;
  CsvReader reader(anew);
  expect(reader.read().has_value() && reader.separator() == separator, "the titles say the separator");
  const auto again = reader.read();
  expect(again && again->cells == record.cells && again->line == 2, "a record written anew reads the same");
}

void check_file(std::string_view input) {
  const auto opened = customers::LeadFile::open(input, {});
  if (const auto* problem = std::get_if<customers::CsvProblem>(&opened)) {
    expect(!problem->message.empty() && problem->line > 0, "a problem says what and where");
    return;
  }
  std::size_t line = 1;
  static_cast<void>(std::get<customers::LeadFile>(opened).for_each_row([&](customers::FileRow&& row) {
    expect(row.line > line, "rows stand behind one another");
    line = row.line;
    expect(!row.errors.empty() || !row.lead.person.email.empty(), "a row that is right has an e-mail");
    for (const auto& error : row.errors)
      expect(error.line == row.line && !error.message.empty(), "an error says where");
  }));
}

}  // namespace

void check_input(std::string_view input) {
  check_file(input);
  CsvReader reader(input);
  if (reader.find_wrong_bytes()) return;
  while (const auto record = reader.read()) {
    expect(!record->cells.empty(), "a record has a cell");
    if (record->cells.size() < 999) check_record(*record, reader.separator());
  }
}

}  // namespace latchkey::fuzz
