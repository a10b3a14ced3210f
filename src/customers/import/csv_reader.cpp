#include "customers/import/csv_reader.hpp"

#include <algorithm>
#include <array>

#include "base/utf8.hpp"

namespace latchkey::customers {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t longest_record = 1000;  // cells

bool is_line_end(char c) { return c == '\n' || c == '\r'; }

char find_separator(std::string_view text) {
  std::array<std::pair<char, std::size_t>, 3> counts{{{',', 0}, {';', 0}, {'\t', 0}}};
  bool is_quoted = false;
  for (const char c : text) {
    if (c == '"') is_quoted = !is_quoted;
    if (is_quoted) continue;
    if (is_line_end(c)) break;
    for (auto& [separator, count] : counts) count += c == separator ? 1 : 0;
  }
  return std::ranges::max_element(counts, {}, [](const auto& entry) { return entry.second; })->first;
}

// Line and column of a byte. What stands before it in its line may be no UTF-8, so bytes that begin a character count.
CsvProblem problem_at(std::string_view text, std::size_t place, std::string message) {
  CsvProblem problem;
  problem.message = std::move(message);
  for (std::size_t i = 0; i < place; ++i) {
    const bool is_within_crlf = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (is_line_end(text[i]) && !is_within_crlf) {
      ++problem.line;
      problem.column = 1;
    } else if ((static_cast<unsigned char>(text[i]) & 0xc0U) != 0x80) {
      ++problem.column;
    }
  }
  return problem;
}

// The first byte that belongs to no character.
std::size_t find_invalid_byte(std::string_view text) {
  static constexpr std::size_t longest_character = 4;
  std::size_t start = 0;
  while (start < text.size()) {
    std::size_t length = 1;
    while (length <= longest_character && !is_valid_utf8(text.substr(start, length))) ++length;
    if (length > longest_character) return start;
    start += length;
  }
  return start;
}

}  // namespace

CsvReader::CsvReader(std::string_view text)
    : text_(text.starts_with(byte_order_mark) ? text.substr(byte_order_mark.size()) : text),
      separator_(find_separator(text_)) {}

std::optional<CsvProblem> CsvReader::find_wrong_bytes() const {
  static constexpr std::string_view remedy = "save it as \"CSV UTF-8\"";
  if (text_.starts_with("\xFF\xFE") || text_.starts_with("\xFE\xFF")) {
    return CsvProblem{.message = "the file is in UTF-16; " + std::string(remedy)};
  }
  if (const auto nul = text_.find('\0'); nul != std::string_view::npos) {
    return problem_at(text_, nul, "a NUL stands here: this is no text in UTF-8; " + std::string(remedy));
  }
  if (is_valid_utf8(text_)) return std::nullopt;
  return problem_at(text_, find_invalid_byte(text_),
                    "this is not UTF-8, but perhaps a Windows or Latin character set; " + std::string(remedy));
}

std::optional<CsvRecord> CsvReader::read() {
  if (problem_) return std::nullopt;
  while (at_ < text_.size() && is_line_end(text_[at_])) skip_line_end();
  if (at_ == text_.size()) return std::nullopt;
  CsvRecord record;
  record.line = line_;
  for (;;) {
    const bool is_quoted = at_ < text_.size() && text_[at_] == '"';
    record.cells.push_back(is_quoted ? read_quoted_cell() : read_plain_cell());
    if (!problem_ && record.cells.size() > longest_record) set_problem(at_, "a row has more than 1,000 cells");
    if (problem_) return std::nullopt;
    if (is_at_line_end()) break;
    ++at_;  // the separator
  }
  if (at_ < text_.size()) skip_line_end();
  return record;
}

bool CsvReader::is_at_line_end() const { return at_ == text_.size() || is_line_end(text_[at_]); }

void CsvReader::skip_line_end() {
  const bool is_crlf = text_.substr(at_, 2) == "\r\n";
  at_ += is_crlf ? 2 : 1;
  ++line_;
}

std::string CsvReader::read_plain_cell() {
  const std::size_t start = at_;
  while (!is_at_line_end() && text_[at_] != separator_) ++at_;
  return std::string(text_.substr(start, at_ - start));
}

std::string CsvReader::read_quoted_cell() {
  const std::size_t start = at_++;
  std::string cell;
  bool is_closed = false;
  while (at_ < text_.size() && !is_closed) {
    if (text_.substr(at_, 2) == "\"\"") {
      cell += '"';
      at_ += 2;
    } else if (text_[at_] == '"') {
      ++at_;
      is_closed = true;
    } else if (is_line_end(text_[at_])) {
      const std::size_t end = at_;
      skip_line_end();
      cell += text_.substr(end, at_ - end);
    } else {
      cell += text_[at_++];
    }
  }
  if (!is_closed) {
    set_problem(start, "the quote that begins here is never closed; close it, or double it within quotes");
  } else if (!is_at_line_end() && text_[at_] != separator_) {
    set_problem(at_, "behind a closing quote stands neither a separator nor the line's end; double a quote in a cell");
  }
  return cell;
}

void CsvReader::set_problem(std::size_t place, std::string message) {
  problem_ = problem_at(text_, place, std::move(message));
}

}  // namespace latchkey::customers
