#include "customers/import/lead_file.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "http/request.hpp"

namespace latchkey::customers {
namespace {

// What to do, where the API's message says only what is wrong.
std::string_view remedy_for(const http::FieldError& error) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> remedies{{
      {"required", "Fill it in, or take the row out."},
      {"too_short", "Fill it in, or leave the cell empty."},
      {"too_long", "Shorten it."},
      {"control_characters", "Remove them from the cell."},
      {"unknown_country", "Correct it, or leave the cell empty."},
      {"calling_code_mismatch", "Correct one of the two, or leave this one empty."},
      {"mismatch", "Leave one of them empty."},
      {"too_many_keys", "Leave columns out."},
  }};
  if (error.code == "invalid" && error.pointer == "/email") return "Correct it, or take the row out.";
  const auto found = std::ranges::find(remedies, error.code, [](const auto& entry) { return entry.first; });
  return found == remedies.end() ? "" : found->second;
}

std::string message_of(const http::FieldError& error) {
  const auto remedy = remedy_for(error);
  return remedy.empty() ? error.message : error.message + " " + std::string(remedy);
}

CellFinding wrong_row(const CsvRecord& record, std::string code, std::string message) {
  return {record.line, "", std::move(code), std::move(message)};
}

std::variant<CsvRecord, CsvProblem> read_header(std::string_view text) {
  if (text.size() > import_bytes_limit) {
    return CsvProblem{.message = "the file has more than 64 MiB; split it, each part with the line of titles"};
  }
  CsvReader reader(text);
  if (auto problem = reader.find_wrong_bytes()) return *std::move(problem);
  auto header = reader.read();
  if (reader.problem()) return *reader.problem();
  if (!header) return CsvProblem{.message = "the file is empty; its first line must have the titles of the columns"};
  return *std::move(header);
}

}  // namespace

std::variant<std::vector<FileColumn>, CsvProblem> read_columns(std::string_view text,
                                                               const std::vector<ColumnWish>& wishes) {
  const auto header = read_header(text);
  if (const auto* problem = std::get_if<CsvProblem>(&header)) return *problem;
  return propose_columns(std::get<CsvRecord>(header), wishes);
}

std::variant<LeadFile, CsvProblem> LeadFile::open(std::string_view text, const std::vector<ColumnWish>& wishes) {
  const auto header = read_header(text);
  if (const auto* problem = std::get_if<CsvProblem>(&header)) return *problem;
  auto columns = map_columns(std::get<CsvRecord>(header), wishes);
  if (auto* problem = std::get_if<CsvProblem>(&columns)) return std::move(*problem);
  return LeadFile(text, std::get<std::vector<FileColumn>>(std::move(columns)));
}

std::optional<CsvProblem> LeadFile::for_each_row(const std::function<void(FileRow&&)>& use) const {
  CsvReader reader(text_);
  static_cast<void>(reader.read());  // the titles
  std::size_t rows = 0;
  while (const auto record = reader.read()) {
    if (++rows > import_rows_limit) {
      return CsvProblem{.line = record->line,
                        .message = "the file has more than 250,000 rows; split it, each part with the line of titles"};
    }
    use(read_row(*record));
  }
  return reader.problem();
}

FileRow LeadFile::read_row(const CsvRecord& record) const {
  const std::size_t bytes = std::accumulate(record.cells.begin(), record.cells.end(), std::size_t{0},
                                            [](std::size_t sum, const std::string& cell) { return sum + cell.size(); });
  FileRow row{.line = record.line, .bytes = bytes, .lead = {}};
  if (record.cells.size() != columns_.size()) {
    row.errors.push_back(wrong_row(record, "cell_count",
                                   "The row has " + std::to_string(record.cells.size()) + " cells, the titles are " +
                                       std::to_string(columns_.size()) + ". Put a cell with a separator in quotes."));
    return row;
  }
  if (bytes > http::body_limit_bytes) {
    row.errors.push_back(wrong_row(record, "body_too_large", "The row has more than 64 KiB. Shorten its cells."));
    return row;
  }
  Findings findings;
  row.lead = parse_lead_body(make_body(columns_, record.cells), findings);
  for (const auto& error : findings.errors()) {
    row.errors.push_back({record.line, title_of(columns_, error.pointer), error.code, message_of(error)});
  }
  for (const auto& warning : findings.warnings()) {
    row.warnings.push_back({record.line, title_of(columns_, warning.pointer), warning.code, warning.message});
  }
  return row;
}

}  // namespace latchkey::customers
